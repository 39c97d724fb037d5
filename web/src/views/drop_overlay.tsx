import type { ViewProps } from "./view.ts";

export function DropOverlay({ state }: ViewProps) {
  if (!state.dragging) return null;
  return (
    <div class="drop-overlay">
      <div>
        <p class="drop-title">Let go</p>
        <p>Photos are classified; a .safetensors file becomes the model.</p>
      </div>
    </div>
  );
}
