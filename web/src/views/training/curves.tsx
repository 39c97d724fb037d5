import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import type uPlot from "uplot";
import { percent } from "../../shared/format.ts";
import type { Epoch, FilterGrid } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { Filters } from "./filters.tsx";

interface Props {
  history: Epoch[];
  epochs: number;
  filters: FilterGrid | null;
  best: number | null; // the epoch, from 1, whose model was kept; null while that is not known
}

// The loss and accuracy of every epoch: on the training photos, and as dashed lines on the validation photos.
export function Curves({ history, epochs, filters, best }: Props) {
  const of = (name: "loss" | "accuracy" | "val_loss" | "val_accuracy", scale = 1) =>
    history.map((epoch) => (epoch[name] == null ? null : epoch[name] * scale));
  const last = history.at(-1)!;
  const checked = last.val_accuracy != null;
  const t = words().training;
  const training = percent(last.accuracy);
  return (
    <div class={filters ? "curves curves-with-filters" : "curves"}>
      <Chart
        title={t.accuracyCurve}
        label={
          checked
            ? t.accuraciesAfter(history.length, training, percent(last.val_accuracy!))
            : t.accuracyAfter(history.length, training)
        }
        epochs={epochs}
        best={best}
        top={100}
        training={of("accuracy", 100)}
        checking={of("val_accuracy", 100)}
      />
      <Chart
        title={t.lossCurve}
        label={t.lossAfter(history.length, last.loss?.toFixed(3) ?? t.noNumber)}
        epochs={epochs}
        best={best}
        top={null}
        training={of("loss")}
        checking={of("val_loss")}
      />
      {filters && <Filters filters={filters} epochs={history.length} />}
      <p class="curves-legend" aria-hidden="true">
        <span class="legend-training">{t.trainingCurve}</span>
        {checked && <span class="legend-checking">{t.validationCurve}</span>}
        {best !== null && <span class="legend-best">{t.bestHere(best)}</span>}
      </p>
    </div>
  );
}

interface ChartProps {
  title: string;
  label: string;
  epochs: number;
  best: number | null;
  top: number | null; // of the scale; null: the maximum of the curves
  training: (number | null)[];
  checking: (number | null)[];
}

const kHeight = 170;
const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function Chart({ title, label, epochs, best, top, training, checking }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [library, setLibrary] = useState<typeof uPlot | null>(null);
  useEffect(() => void import("uplot").then((module) => setLibrary(() => module.default)), []);
  useLayoutEffect(() => {
    if (!library) return;
    const made = new library(optionsOf(epochs, best, top, place.current!.clientWidth), [[]], place.current!);
    plot.current = made;
    const resized = new ResizeObserver(([entry]) => made.setSize({ width: entry!.contentRect.width, height: kHeight }));
    resized.observe(place.current!);
    const themed = new MutationObserver(() => made.redraw());
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      made.destroy();
    };
  }, [library, epochs, best, top]);
  useLayoutEffect(() => {
    plot.current?.setData([training.map((_, index) => index + 1), training, checking]);
  }, [library, training.length, epochs, best, top]);
  return (
    <figure class="curve">
      <figcaption aria-hidden="true">{title}</figcaption>
      <div ref={place} class="curve-plot" role="img" aria-label={label} />
    </figure>
  );
}

// Draws a line at the epoch whose model was kept.
function drawBest(plot: uPlot, epoch: number): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(epoch, "x", true);
  ctx.save();
  ctx.strokeStyle = color("--muted");
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function optionsOf(epochs: number, best: number | null, top: number | null, width: number): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => color("--muted"),
    grid: { stroke: () => color("--line"), width: 1 },
    ticks: { show: false },
    font: "12px 'Schibsted Grotesk Variable', sans-serif",
  };
  return {
    width,
    height: kHeight,
    cursor: { show: false },
    hooks: best === null ? {} : { draw: [(plot) => drawBest(plot, best)] },
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [1, Math.max(2, epochs)] },
      y: { range: (_, __, most) => [0, top ?? Math.max(most * 1.1, 0.01)] },
    },
    axes: [
      { ...axis, size: 26, gap: 4, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      { ...axis, size: 38, gap: 4 },
    ],
    series: [
      {},
      { stroke: () => color("--accent"), width: 2, points: { size: 5, fill: () => color("--accent") } },
      { stroke: () => color("--ink"), width: 2, dash: [5, 4], points: { show: false } },
    ],
  };
}
