import { describe, expect, test } from "vitest";
import type { TrainingOption } from "../core/json_shapes.ts";
import * as options from "./options.ts";
import * as projects from "./project.ts";

// As the core describes them.
const option = (own: Partial<TrainingOption>): TrainingOption => ({
  ...{ name: "momentum", flag: "--momentum", label: "Momentum", group: "optimization", help: "Momentum (SGD only)" },
  ...{ type: "number", default: 0.9 },
  ...own,
});
const table = [
  option({ low: 0, high: 1 }),
  option({ name: "nesterov", flag: "--nesterov", type: "boolean", default: false }),
  option({ name: "epochs", flag: "--epochs", type: "integer", default: 100, low: 1 }),
  option({ name: "augmentation.zoom_range", flag: "--zoom-range", group: "augmentation", low: 0, high: 0.99 }),
  option({ name: "augmentation.scale", flag: "--scale", group: "augmentation", type: "range", default: [0.08, 1] }),
  option({
    name: "augmentation.fill_mode",
    flag: "--fill-mode",
    group: "augmentation",
    type: "text",
    default: "nearest",
  }),
];
const project = (more: Partial<projects.Overrides>): projects.TrainingProject => ({
  ...projects.initialProject,
  options: table,
  overrides: { choices: {}, ...more },
});
const settingsOf = (values: options.OptionValues, choices: Partial<projects.Choices> = {}) =>
  projects.settingsFor(project({ choices, options: values }), "everything", null);

test("every option is shown unless the page has a field of its own for it", () => {
  const names = options.moreOptions([...table, option({ name: "a_new_option" })]).map(({ name }) => name);
  expect(names).toContain("a_new_option");
  expect(names).toContain("momentum");
  expect(names).not.toContain("epochs");
});

describe("what is typed", () => {
  test.each([
    [{}, " 0.5 ", 0.5],
    [{}, "", undefined],
    [{ low: 0, high: 1 }, "1.5", null],
    [{}, "much", null],
    [{ type: "integer" as const }, "3", 3],
    [{ type: "integer" as const }, "3.5", null],
    [{ type: "range" as const }, "0.5, 2", [0.5, 2]],
    [{ type: "range" as const }, "2 0.5", null],
    [{ type: "range" as const }, "2", null],
    [{ type: "text" as const }, "cosine", "cosine"],
    [{ type: "text" as const, values: ["crop"] }, "stretch", null],
  ])("%o: %s", (own, typed, value) => {
    expect(options.parseOption(option(own), typed)).toEqual(value);
    if (value !== null) expect(options.parseOption(option(own), options.textOf(value))).toEqual(value);
  });
});

test("options are part of the settings, and override a choice of augmentation", () => {
  const settings = settingsOf({ nesterov: true, "augmentation.zoom_range": 0.5, "augmentation.fill_mode": "wrap" });
  expect(settings).toMatchObject({ nesterov: true, epochs: 30 });
  expect(settings.augmentation).toMatchObject({ zoom_range: 0.5, rotation_range: 10, fill_mode: "wrap" });
  expect(options.valueIn(settings, "augmentation.zoom_range")).toBe(0.5);
  expect(options.valueIn(settings, "momentum")).toBeUndefined();
});

test("photos are changed by what augments them, not by how", () => {
  const unchanged = { augment: "none" as const, mirror: false };
  expect(options.changesPhotos(settingsOf({ "augmentation.fill_mode": "wrap" }, unchanged))).toBe(false);
  expect(options.changesPhotos(settingsOf({ "augmentation.zoom_range": 0 }, unchanged))).toBe(false);
  expect(options.changesPhotos(settingsOf({ "augmentation.zoom_range": 0.2 }, unchanged))).toBe(true);
});

test("the command line contains the options that were set", () => {
  const settings = settingsOf({ nesterov: false, momentum: 0.8, "augmentation.scale": [0.5, 1] });
  const command = projects.commandLine({ settings, classes: [], useModel: false, resume: false }, table);
  expect(command).toContain(" --momentum 0.8 --nesterov=false --scale 0.5 1");
  expect(command.match(/--zoom-range/g)).toHaveLength(1);
});

test("stored options that the table does not have are dropped", () => {
  const stored = project({ options: { nesterov: true, gone: 3, epochs: 7 } });
  expect(projects.withTable(stored, table).overrides).toEqual({ choices: {}, options: { nesterov: true } });
  expect(projects.withTable(project({}), table)).toEqual({ options: table });
});
