import type { ComponentChildren } from "preact";

interface Props {
  accept: string;
  multiple?: boolean;
  folder?: boolean; // a whole folder instead of files
  kind?: "primary" | "secondary";
  onFiles: (files: File[]) => void;
  children: ComponentChildren;
}

// A file input that looks like a button. The input itself has the focus, so the keyboard works as usual.
export function FileButton({ accept, multiple = false, folder = false, kind = "primary", onFiles, children }: Props) {
  return (
    <label class={`button button-${kind}`}>
      <input
        type="file"
        class="visually-hidden"
        accept={accept}
        multiple={multiple}
        ref={(input) => {
          if (input) input.webkitdirectory = folder; // an attribute that JSX does not know
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
