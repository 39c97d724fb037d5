import { useEffect } from "preact/hooks";
import type { ProjectPhoto } from "../../training/project.ts";
import { Icon } from "../shared/icons.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

interface Props {
  photo: ProjectPhoto;
  onWant: (id: number) => void;
}

// A photo in small; one from an earlier visit is asked for when it is first drawn.
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
