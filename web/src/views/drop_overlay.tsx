import type { ViewProps } from "./view.ts";

export function DropOverlay({ state }: ViewProps) {
  if (!state.dragging || state.view === "teach") return null; // there the classes show where to let go
  return (
    <div class="drop-overlay">
      <div>
        <p class="drop-title">Let go</p>
        <p>Photos are classified; a .safetensors file becomes the model.</p>
      </div>
    </div>
  );
}
