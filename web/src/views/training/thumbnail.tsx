import { useEffect } from "preact/hooks";
import type { ProjectPhoto } from "../../training/project.ts";
import { Icon } from "../shared/icons.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

interface Props {
  photo: ProjectPhoto;
  onWant: (id: number) => void;
}

// The thumbnail of a photo. That of a photo of an earlier visit is requested when it is first rendered.
export function Thumbnail({ photo, onWant }: Props) {
  const missing = photo.thumbnail === null;
  useEffect(() => {
    if (missing) onWant(photo.id);
  }, [photo.id, missing]);
  return (
    <span class="thumbnail">
      {photo.thumbnail ? <RgbaCanvas image={photo.thumbnail} label={photo.name} /> : <Icon name="photo" />}
    </span>
  );
}
