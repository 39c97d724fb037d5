// The logo, in the color of the text.
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="square"
        d="M3 9V3h6M23 3h6v6M29 23v6h-6M9 29H3v-6"
      />
      <rect class="mark-first" x="8" y="9" width="16" height="4" />
      <rect fill="currentColor" x="8" y="15" width="10" height="3" />
      <rect fill="currentColor" x="8" y="20" width="5" height="3" />
    </svg>
  );
}

const paths = {
  theme: "M12 3a9 9 0 1 0 0 18V3Z M12 3a9 9 0 0 1 0 18",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  camera: "M3 8h4l2-3h6l2 3h4v11H3V8ZM12 9.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7",
  model: "M4 7l8-4 8 4v10l-8 4-8-4V7ZM4 7l8 4 8-4M12 11v10",
  warning: "M12 4 2.5 20h19L12 4ZM12 10v5M12 17.5h.01",
  plus: "M12 5v14M5 12h14",
  folder: "M3 6h7l2 2h9v11H3V6Z",
  undo: "M9 7H15a5 5 0 0 1 0 10H8M9 7l3-3M9 7l3 3",
  check: "M5 12.5l4.5 4.5L19 7",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  close: "M6 6l12 12M18 6 6 18",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6l7-3ZM9 12l2 2 4-4",
};

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      {paths[name].split(/ (?=M)/).map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
