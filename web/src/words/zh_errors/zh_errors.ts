// 简体中文：计算核心的错误信息。键是错误代码；{name} 是参数，与 core/messages 中的英文相同。
import { app } from "./app.ts";
import { base } from "./base.ts";
import { darknet } from "./darknet.ts";
import { data } from "./data.ts";
import { formats } from "./formats.ts";
import { hdf5 } from "./hdf5.ts";
import { interop } from "./interop.ts";
import { model } from "./model.ts";
import { onnxTorch } from "./onnx_torch.ts";
import { savedModel } from "./saved_model.ts";
import { tflite } from "./tflite.ts";

export const errors: Readonly<Record<string, string>> = {
  ...app,
  ...base,
  ...darknet,
  ...data,
  ...formats,
  ...hdf5,
  ...interop,
  ...model,
  ...onnxTorch,
  ...savedModel,
  ...tflite,
};
