import { useLayoutEffect, useRef } from "preact/hooks";
import type { Picture } from "../protocol.ts";

interface Props {
  square: Picture;
  label: string; // "" for a picture that says nothing new
}

// Pixels as they are, such as those that the network saw.
export function Square({ square, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pixels = new ImageData(square.pixels, square.side, square.side);
    canvas.current!.getContext("2d")!.putImageData(pixels, 0, 0);
  }, [square]);
  return (
    <canvas
      ref={canvas}
      width={square.side}
      height={square.side}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
}
