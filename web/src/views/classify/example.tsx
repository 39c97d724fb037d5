import type { ExampleAnswer } from "../../classify/example.ts";
import { labelText, words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import { PredictionRows } from "./predictions.tsx";

// The example on the first view. Its place is kept free while it is being worked out.
export function ExampleCard({ answer }: { answer: ExampleAnswer | null }) {
  const t = words().example;
  const best = answer?.result.predictions[0];
  return (
    <section class="example" aria-label={t.title} aria-busy={!answer?.heat}>
      <figure class="example-photo">
        <Picture answer={answer} part="photo" />
        <figcaption>{t.seen}</figcaption>
      </figure>
      <figure class="example-photo">
        <Picture answer={answer} part="heat" />
        <figcaption>{best ? t.heat(labelText(best.label)) : t.heatWaiting}</figcaption>
      </figure>
      <ol class="example-answer">
        <PredictionRows predictions={answer?.result.predictions ?? []} labelOf={labelText} />
      </ol>
      <div class="example-maps">
        {(answer?.layers ?? []).map((layer) => (
          <figure key={layer.name}>
            <RgbaCanvas image={layer.tile} />
            <figcaption>{layer.name}</figcaption>
          </figure>
        ))}
      </div>
      <p class="card-note">{t.text}</p>
    </section>
  );
}

function Picture({ answer, part }: { answer: ExampleAnswer | null; part: "photo" | "heat" }) {
  if (!answer) return <div class="example-empty" />;
  return (
    <div class="example-picture">
      <RgbaCanvas image={answer.result.input} label={words().answer.asSeen(answer.sample.name)} />
      {part === "heat" && answer.heat && (
        <div class="example-heat">
          <RgbaCanvas image={answer.heat} label={words().example.heatLabel} />
        </div>
      )}
    </div>
  );
}
