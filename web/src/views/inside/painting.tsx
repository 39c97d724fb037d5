import { useLayoutEffect, useRef } from "preact/hooks";
import type { Painting as Pixels } from "../../protocol.ts";

// Pixels as they are; how large they are shown is CSS's.
export function Painting({ painting, label = "" }: { painting: Pixels; label?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, pixels } = painting;
  useLayoutEffect(() => {
    canvas.current!.getContext("2d")!.putImageData(new ImageData(pixels, width, height), 0, 0);
  }, [painting]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
}
