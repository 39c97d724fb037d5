import { useState } from "preact/hooks";
import { gap, percent } from "../../shared/format.ts";
import { confidenceInterval } from "../../shared/interval.ts";
import type { TrainingOption } from "../../core/json_shapes.ts";
import type { Evaluation as Answers } from "../../core/protocol.ts";
import { commandLine, findPhoto, kModelFile, type Run } from "../../training/project.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { words } from "../../words/words.ts";
import { FileButton } from "../shared/file_button.tsx";
import { offerFile } from "../shared/offer_file.ts";
import { Icon } from "../shared/icons.tsx";
import type { Actions, TrainProps } from "../view.ts";
import { Thumbnail } from "./thumbnail.tsx";

interface Props extends TrainProps {
  run: Run;
  evaluation: Answers;
  actions: Actions;
}

// The evaluation of the trained model: its accuracy, its confusions, and buttons to try and to download it.
export function Evaluation(props: Props) {
  const { evaluation, run } = props;
  const t = words().training;
  const { count, top1, held_out: heldOut } = evaluation;
  const right = Math.round(top1 * count);
  return (
    <section class="card evaluation" aria-labelledby="evaluation-title">
      <h2 id="evaluation-title">
        {t.rightOf(right, count)}{" "}
        <span class="evaluation-of">{(heldOut ? t.right : t.rightInTraining)(percent(top1))}</span>
      </h2>
      <p class="card-text">
        {[bestText(run), heldOut ? intervalText(right, count) : t.onTrainingPhotos, t.nowOpen]
          .filter(Boolean)
          .join(gap())}
      </p>
      <ModelButtons {...props} />
      <div class="evaluation-tables">
        <Confusion {...props} />
        <PerClass evaluation={evaluation} />
      </div>
      <Command run={run} options={props.project.options} />
    </section>
  );
}

function bestText({ end, history }: Run): string {
  const epoch = end?.trained?.verdict?.epoch;
  return epoch ? words().training.bestEpoch(epoch, history.length) : "";
}

function intervalText(right: number, count: number): string {
  const [low, high] = confidenceInterval(right, count).map((share) =>
    words().units.percent(String(Math.round(100 * share))),
  );
  return words().training.interval(low!, high!);
}

function ModelButtons({ actions, controller, run }: Props) {
  const id = run.end?.trained?.id;
  const download = async () => {
    const file = id === undefined ? null : await controller.models.download(id);
    if (file) offerFile(file);
  };
  return (
    <div class="row">
      <FileButton
        accept={kAcceptPhotos}
        multiple
        onFiles={(files) => {
          location.hash = "";
          actions.addFiles(files);
        }}
      >
        {words().training.tryPhoto}
      </FileButton>
      <button class="button button-secondary" onClick={() => void download()}>
        <Icon name="download" />
        {words().training.download}
      </button>
    </div>
  );
}

interface Cell {
  label: number;
  predicted: number;
}

// The confusion matrix: a row for each class, a column for each prediction; a cell shows its photos.
function Confusion({ evaluation, project, controller }: Props) {
  const t = words().training;
  const [open, setOpen] = useState<Cell | null>(null);
  const names = evaluation.classes.map(({ name }) => name);
  const photos = evaluation.photos.filter(
    ({ label, predicted }) => label === open?.label && predicted === open.predicted,
  );
  return (
    <div class="confusion">
      <h3 id="confusion-title">{t.confusion}</h3>
      <div class="confusion-scroll">
        <table aria-labelledby="confusion-title">
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col">
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {evaluation.confusion.map((row, label) => (
              <tr key={names[label]}>
                <th scope="row">{names[label]}</th>
                {row.map((number, predicted) => (
                  <td key={names[predicted]}>
                    <ConfusionCell
                      names={names}
                      cell={{ label, predicted }}
                      number={number}
                      share={number / Math.max(1, evaluation.classes[label]!.count)}
                      pressed={open?.label === label && open.predicted === predicted}
                      onOpen={setOpen}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && (
        <div aria-live="polite">
          <p class="card-note">
            {open.predicted === open.label
              ? t.predictedRight(names[open.label]!)
              : t.predictedAs(names[open.label]!, names[open.predicted]!)}
          </p>
          <ul class="thumbnails">
            {photos.map(({ id, probability }) => {
              const photo = findPhoto(project.classes, id);
              return (
                photo && (
                  <li key={id} title={t.confidence(photo.name, percent(probability))}>
                    <Thumbnail photo={photo} onWant={controller.requestThumbnail} />
                  </li>
                )
              );
            })}
          </ul>
        </div>
      )}
    </div>
  );
}

interface CellProps {
  names: string[];
  cell: Cell;
  number: number;
  share: number; // of the photos of the class
  pressed: boolean;
  onOpen: (cell: Cell | null) => void;
}

function ConfusionCell({ names, cell, number, share, pressed, onOpen }: CellProps) {
  if (number === 0) return <span class="cell cell-none">0</span>;
  const right = cell.label === cell.predicted;
  return (
    <button
      class={`cell ${right ? "cell-right" : "cell-wrong"}`}
      style={{ "--share": `${Math.round(30 + 70 * share)}%` }}
      aria-pressed={pressed}
      aria-label={words().training.cell(number, names[cell.label]!, names[cell.predicted]!)}
      onClick={() => onOpen(pressed ? null : cell)}
    >
      {number}
    </button>
  );
}

function PerClass({ evaluation }: { evaluation: Answers }) {
  const classes = evaluation.classes.filter(({ top1 }) => top1 !== null).sort((a, b) => a.top1! - b.top1!);
  return (
    <div class="per-class">
      <h3 id="per-class-title">{words().training.perClass}</h3>
      <ol aria-labelledby="per-class-title">
        {classes.map(({ name, count: photos, top1 }) => (
          <li key={name}>
            <span class="label">{name}</span>
            <span class="percent">{words().training.rightOf(Math.round(top1! * photos), photos)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${top1})` }} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

// Renders text between backticks as code.
const withCode = (text: string) =>
  text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));

function Command({ run, options }: { run: Run; options: TrainingOption[] }) {
  const t = words().training;
  const [copied, setCopied] = useState(false);
  const text = commandLine(run.request, options);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <details class="drawer">
      <summary>{t.command}</summary>
      <p class="card-note">{withCode(run.request.useModel ? t.commandTextModel(kModelFile) : t.commandText)}</p>
      <pre class="command" tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button class="button button-secondary" onClick={() => void copy()}>
        <Icon name={copied ? "check" : "copy"} />
        {copied ? t.copied : t.copy}
      </button>
    </details>
  );
}
