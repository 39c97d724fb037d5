import { useEffect } from "preact/hooks";
import type { LessonPhoto } from "../../teach/lesson.ts";
import { Icon } from "../icons.tsx";
import { Square } from "../square.tsx";

interface Props {
  photo: LessonPhoto;
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
      {photo.thumbnail ? <Square square={photo.thumbnail} label={photo.name} /> : <Icon name="photo" />}
    </span>
  );
}
