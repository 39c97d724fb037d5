import { useId } from "preact/hooks";
import type * as json from "../../core/json_shapes.ts";
import { say, sayNotice, words } from "../../words/words.ts";
import { FileButton } from "../shared/file_button.tsx";
import type { ViewProps } from "../view.ts";

const kNames = ["imagenet", "caffe", "0..1", "0..255", "-1..1"];

// How photos become the input of the open model, whether that is a guess, and a choice of others.
export function PreprocessingPanel({ state, actions }: ViewProps) {
  const id = useId(); // the panel may be on the page twice
  const t = words().preprocessing;
  const preprocessing = state.model?.preprocessing;
  if (!preprocessing?.origin || state.loading) return null;
  const chosen = preprocessing.name ?? "";
  return (
    <div class="preprocessing">
      <label for={id}>{t.label}</label>
      <p>{describePreprocessing(preprocessing as json.Preprocessing)}</p>
      {state.model?.assumptions.map((notice) => (
        <p key={notice.code}>{sayNotice(notice)}</p>
      ))}
      {preprocessing.origin === "guessed" && <p class="preprocessing-guess">{t.guess}</p>}
      <div class="address-row">
        <select
          id={id}
          value={chosen}
          onChange={({ currentTarget }) =>
            currentTarget.value && void actions.changePreprocessing({ text: currentTarget.value, meanImage: null })
          }
        >
          {chosen === "" && <option value="">{t.other}</option>}
          {kNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <FileButton
          accept=".json,.binaryproto,.npy"
          kind="secondary"
          onFiles={(files) => files[0] && void actions.changePreprocessingByFile(files[0])}
        >
          {t.file}
        </FileButton>
      </div>
      {state.preprocessingFault && <p role="alert">{say(state.preprocessingFault)}</p>}
    </div>
  );
}

// For example "RGB / 255, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225; 256 → 224, cropped, bilinear_antialiased".
export function describePreprocessing(p: json.Preprocessing): string {
  const t = words().preprocessing;
  const parts = [`${p.order.toUpperCase()} ${p.scale === 1 ? "0..255" : `/ ${digits(1 / p.scale)}`}`];
  if (p.mean_image) parts.push(t.meanImage(p.mean_image));
  if (p.mean.some((value) => value !== 0)) parts.push(`${t.mean} ${channels(p.mean)}`);
  if (p.deviation.some((value) => value !== 1)) parts.push(`${t.deviation} ${channels(p.deviation)}`);
  const sides = p.resize === p.input ? `${p.input}` : `${p.resize} → ${p.input}`;
  return [...parts, `${t.fits[p.fit]} ${sides}`, t.interpolations[p.interpolation]].join(", ");
}

const digits = (value: number) => String(Number(value.toPrecision(6)));
const channels = (values: number[]) =>
  values.every((value) => value === values[0]) ? digits(values[0]!) : values.map(digits).join(" ");
