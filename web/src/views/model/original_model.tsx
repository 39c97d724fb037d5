import { words } from "../../words/words.ts";

// Where the AlexNets of 1,000 classes are published. The page may not contact other servers: the visitor downloads the file.
const kAddresses = {
  torchvision: "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
  zoo: "https://github.com/onnx/models/tree/main/validated/vision/classification/alexnet",
} as const;

// How to get a network that knows the 1,000 classes of ImageNet.
export function OriginalModel() {
  const t = words().model;
  return (
    <details class="drawer original-model">
      <summary>{t.original}</summary>
      <p class="card-text">{t.originalText}</p>
      <ul>
        {(["torchvision", "zoo"] as const).map((name) => (
          <li key={name}>
            <a href={kAddresses[name]} target="_blank" rel="noreferrer">
              {t.originalFrom[name]}
            </a>
          </li>
        ))}
      </ul>
      <p class="card-note">{t.originalKnown}</p>
    </details>
  );
}
