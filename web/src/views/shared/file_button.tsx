import type { ComponentChildren } from "preact";

interface Props {
  accept: string;
  multiple?: boolean;
  folder?: boolean; // a whole folder instead of files
  kind?: "primary" | "secondary";
  onFiles: (files: File[]) => void;
  children: ComponentChildren;
}

// A file field dressed as a button: the field itself keeps the focus, so the keyboard works as everywhere.
export function FileButton({ accept, multiple = false, folder = false, kind = "primary", onFiles, children }: Props) {
  return (
    <label class={`button button-${kind}`}>
      <input
        type="file"
        class="visually-hidden"
        accept={accept}
        multiple={multiple}
        ref={(input) => {
          if (input) input.webkitdirectory = folder; // no attribute that JSX knows
        }}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = ""; // so that the same file can be chosen again
        }}
      />
      {children}
    </label>
  );
}
