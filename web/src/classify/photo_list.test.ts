import { describe, expect, test } from "vitest";
import { answersAsCsv, answersAsJson, labelsOf, listedPhotos } from "./photo_list.ts";
import type { Listing, Photo } from "./state.ts";

// A photo with an answer; without a label it could not be read.
function photo(name: string, label: string | null = null, probability = 0.9, isSure = true): Photo {
  const predictions = label === null ? [] : [{ index: 0, label, probability }];
  const result = label === null ? null : { predictions, isSure };
  return { name, status: label === null ? "failed" : "done", result, ranWith: { model: { name: "m" } } } as Photo;
}

const photos = [
  photo("10.jpg", "ship", 0.7),
  photo("9.jpg", "cat", 0.8),
  photo("a, b.jpg", "cat", 0.3, false),
  photo("x.jpg"),
  photo("1.jpg", "cat", 0.95),
];
const names = (filter: string, order: Listing["order"]) =>
  listedPhotos({ photos, listing: { filter, order } }).map(({ name }) => name);

describe("the list of photos", () => {
  test.each([
    ["all", "added", ["10.jpg", "9.jpg", "a, b.jpg", "x.jpg", "1.jpg"]],
    ["all", "name", ["1.jpg", "9.jpg", "10.jpg", "a, b.jpg", "x.jpg"]],
    ["all", "label", ["1.jpg", "9.jpg", "a, b.jpg", "10.jpg", "x.jpg"]],
    ["all", "confidence", ["1.jpg", "9.jpg", "10.jpg", "a, b.jpg", "x.jpg"]],
    ["unsure", "added", ["a, b.jpg"]],
    ["failed", "added", ["x.jpg"]],
    ["label:cat", "added", ["9.jpg", "1.jpg"]],
  ] as const)("%s, by %s", (filter, order, expected) => expect(names(filter, order)).toEqual(expected));

  test("has the labels of what the model is sure of", () => expect(labelsOf(photos)).toEqual(["cat", "ship"]));
});

describe("the answers as a file", () => {
  test("of comma-separated values", () => {
    const lines = answersAsCsv([photos[2]!, photos[3]!, photo('=1+"2"', "c")]).split("\r\n");
    expect(lines).toEqual([
      "\ufeffphoto,sure,label 1,probability 1",
      '"a, b.jpg",no,cat,0.3',
      "x.jpg,",
      `"'=1+""2""",yes,c,0.9`,
      "",
    ]);
  });

  test("of JSON", () => {
    expect(JSON.parse(answersAsJson(photos.slice(2, 4)))).toEqual([
      { photo: "a, b.jpg", model: "m", sure: false, predictions: [{ label: "cat", probability: 0.3 }] },
      { photo: "x.jpg", model: "m", sure: null, predictions: [] },
    ]);
  });
});
