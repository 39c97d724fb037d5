import { useLayoutEffect, useRef } from "preact/hooks";
import type { RgbaImage } from "../../core/protocol.ts";

interface Props {
  image: RgbaImage;
  label?: string; // "" for an image that is only decoration
}

// Shows an image pixel for pixel; CSS sets the size on screen.
export function RgbaCanvas({ image, label = "" }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, pixels } = image;
  useLayoutEffect(() => {
    canvas.current!.getContext("2d")!.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
}
