import { useState } from "preact/hooks";

interface Props {
  label: string;
  value: number;
  min: number;
  step: number | "any";
  onChoose: (value: number) => void; // called with valid values only
}

// A number input. Text that is being typed survives re-rendering; it takes effect once it is complete and valid.
export function NumberField({ label, value, min, step, onChoose }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        inputmode="decimal"
        min={min}
        step={step}
        value={typed ?? String(value)}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget }) => {
          if (currentTarget.validity.valid && currentTarget.value !== "") onChoose(currentTarget.valueAsNumber);
          setTyped(null);
        }}
      />
    </label>
  );
}
