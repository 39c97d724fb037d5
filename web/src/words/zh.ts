// 简体中文。
import type { Words } from "./en.ts";
import { inspect } from "./zh_inspect.ts";
import { training } from "./zh_training.ts";

const page: Words["page"] = {
  title: "AlexNet：输入照片，得到标签",
  description: "AlexNet 在你自己的设备上对照片进行分类，数据不会离开本机。",
  cannotRun: "网络无法在此运行。",
  close: "关闭",
  dismiss: "关闭提示",
  cancel: "取消",
  undo: "撤销",
  drop: "松开鼠标即可添加",
  dropText: "照片、文件夹和压缩包中的照片会被分类，权重文件会作为模型打开。",
};

const header: Words["header"] = {
  views: "功能",
  classify: "分类",
  training: "训练",
  inspect: "剖析",
  theme: "切换浅色与深色",
};

const runtime: Words["runtime"] = {
  title: "运行方式",
  chip: (text) => `运行方式：${text}`,
  starting: "正在启动",
  failed: "无法运行",
  threads: (count) => `${count} 个线程`,
  simd: "SIMD",
  relaxedSimd: "Relaxed SIMD",
  loading: "正在加载计算核心。",
  how: "网络由 C++ 基于 XNNPACK 实现，并编译为 WebAssembly。所有计算都由你的处理器完成。",
  instructions: "指令集",
  wide: (simd) => `${simd}，128 位宽`,
  threadsTitle: "线程",
  threadsOfCores: (threads, cores) => `${threads} 个（处理器共 ${cores} 核）`,
  isolated: "跨源隔离",
  yes: "是",
  no: "否",
  exact: "精确卷积（较慢，舍入误差更小）",
  fastest: "当前已是最快的版本。",
  whyNotFaster: "为什么没有更快的版本",
};

const footer: Words["footer"] = {
  details: "详情",
  privacy:
    "任何数据都不会离开本机。照片和模型只由本页面读取；页面的安全策略禁止它访问任何其他服务器，也不收集任何统计信息。",
  kept: (megabytes) => `断网时也能使用：此浏览器中已保存 ${megabytes}。`,
  declined: "此浏览器中没有保存供离线使用的内容。",
  notKept: (reason) => `无法保存以供离线使用：${reason}`,
  clear: "清除",
  keep: "保存以供离线使用",
};

const model: Words["model"] = {
  title: "模型",
  descriptions: {
    everyday: "日常物品，从飞机到手表：宽度减半的 AlexNet，在本项目中从随机权重训练而成",
    "bikes-ships": "自行车与轮船：小型 AlexNet，在本项目中用教程的 200 张照片从随机权重训练而成",
  },
  none: "没有模型",
  change: "更换模型",
  opening: (name) => `正在打开 ${name}`,
  classesAndParameters: (classes, millions) => `${classes} 个类别，${millions}个参数`,
  classes: (count) => `${count} 个类别`,
  parameters: (millions) => `${millions}个参数`,
  notOpened: (name) => `无法打开 ${name}。`,
  staysOpen: (name) => `${name} 仍保持打开。`,
  opened: (name) => `已打开模型 ${name}。`,
  preparing: "正在准备网络",
  bytesOf: (loaded, total) => `${loaded} / ${total}`,
  bytesSoFar: (loaded) => `已读取 ${loaded}`,
  choose: "选择模型文件",
  orAddress: "或输入本站上的地址",
  formats: "safetensors，以及 PyTorch、ONNX、Keras、NumPy 和 Caffe 的文件。请同时选择一个模型的所有文件。",
  open: "打开",
  save: "保存模型",
  saveAs: {
    ".onnx": "ONNX（.onnx）",
    ".h5": "Keras（.h5）",
    ".npz": "NumPy（.npz）",
  },
  savingAs: (name) => `正在准备 ${name}`,
  saved: (name) => `${name} 已就绪。`,
  notSaved: (name) => `无法生成 ${name}。`,
  floatsElsewhere: (quantization) =>
    `此模型的 ${quantization} 权重在 .safetensors 中保持不变；其他文件中的权重为浮点数。`,
  original: "原版网络，1000 个类别",
  originalText:
    "用 ImageNet 训练的网络由他人发布，而本页面不访问任何其他服务器。请通过链接下载文件，再把它拖放到页面的任意位置。",
  originalFrom: {
    torchvision: "PyTorch 发布的 alexnet-owt-7be5be79.pth",
    zoo: "ONNX Model Zoo 发布的 bvlcalexnet-12.onnx",
  },
  originalKnown: "类别名称、预处理方式和网络变体由权重的形状得知。",
};

const preprocessing: Words["preprocessing"] = {
  label: "照片如何成为网络的输入",
  guess: "这是猜测：文件没有说明照片的处理方式。如果回答不对，请选择训练该模型时所用的方式。",
  other: "按文件所述",
  file: "JSON 或均值图像",
  mean: "均值",
  deviation: "标准差",
  meanImage: (side) => `${side} × ${side} 的均值图像`,
  interpolations: {
    nearest: "最近邻",
    bilinear: "双线性",
    bilinear_antialiased: "双线性（抗锯齿）",
    bicubic: "双三次",
  },
  fits: { crop: "裁剪", stretch: "拉伸" },
};

const welcome: Words["welcome"] = {
  title: "输入照片，得到标签。",
  text: "2012 年的经典网络，就在你自己的设备上运行。先打开一个模型，然后想放多少照片都行。",
  private: "数据不会离开本页面。",
  openOneOfThese: "尚未打开模型。请选择下面的一个，或打开你自己的文件。",
  openOne: "尚未打开模型。请打开一个权重文件。",
  dropModel: "也可以把文件拖放到页面的任意位置。",
  photos: "照片",
  drop: "把照片拖放到任意位置",
  yours: "你的照片",
  choose: "选择照片",
  paste: "或直接粘贴：",
  samples: "手边没有照片？可以试试这些。",
  synthetic: "由本程序绘制",
  formats: "支持 JPEG、PNG、WebP、GIF、BMP、PSD、TGA，以及此浏览器能解码的其他格式。",
  folders: "也支持文件夹和压缩包。",
};

const photos: Words["photos"] = {
  count: (count) => `${count} 张照片`,
  toGo: (count) => `还剩 ${count} 张`,
  newestKept: (count) => `只保留最新的 ${count} 张。`,
  clear: "清空",
  add: "添加照片",
  notRead: "无法读取",
  waiting: "等待中",
  failures: (count) => `${count} 张照片无法读取`,
  remove: (name) => `移除 ${name}`,
  pasted: "粘贴的图片",
  notFetched: (name) => `无法获取 ${name}。`,
};

const answer: Words["answer"] = {
  notSure: "不确定",
  notSureText: "照片里的东西可能不属于这个模型认识的任何类别。最接近的是：",
  asSeen: (name) => `网络看到的 ${name}`,
  exactly: (side) => `${side} × ${side}，与网络看到的完全一致`,
  refused: "无法读取这张照片",
  remove: "移除",
  classifying: (name) => `正在识别 ${name}`,
  modelComing: "正在加载模型",
  modelComingText: "模型打开后会立即识别你的照片。",
  modelNeeded: "请先打开一个模型",
  modelNeededText: "照片会在这里等待。请打开一个模型文件，或把它拖放到页面的任意位置。",
  networkTime: (time) => `网络 ${time}`,
  preprocessTime: (time) => `预处理 ${time}`,
  fit: "照片如何适配网络的输入",
  fits: { model: "模型默认", crop: "裁剪", stretch: "拉伸" },
  sure: (photo, label, percent) => `${photo}：${label}，${percent}%`,
  unsure: (photo, label) => `${photo}：不确定，可能是 ${label}`,
  unread: (photo) => `无法读取 ${photo}。`,
  decodedByBrowser: "由浏览器解码。其他浏览器或命令行得到的像素可能略有不同。",
};

const compare: Words["compare"] = {
  with: "与另一个模型比较",
  file: "选择模型文件",
  comparedWith: (name, classes) => `正在与 ${name} 比较（${classes}）`,
  close: "停止比较",
  opened: (name) => `${name} 现在也会对你的照片分类。`,
  classifying: "正在识别……",
};

const camera: Words["camera"] = {
  open: "拍照",
  title: "拍摄照片",
  preview: "摄像头画面",
  take: "拍一张",
  starting: "正在打开摄像头。",
  howTo: "按空格键也可以拍摄。",
  taken: (count) => `已拍摄 ${count} 张照片`,
};

const units: Words["units"] = {
  percent: (value) => `${value}%`,
  milliseconds: (value) => `${value} 毫秒`,
  large: (value) => `${value}万`,
  moment: "不到 1 秒",
  seconds: (value) => `${value} 秒`,
  minutes: (value) => `${value} 分钟`,
  hours: (value) => `${value} 小时`,
  colon: "：",
  stop: "。",
  comma: "，",
  listComma: "、",
};

const kNoHeaders = "只能使用一个线程：服务器没有发送启用线程所需的响应头（COOP 和 COEP）";

const messages: Words["messages"] = {
  coreNotStarted: "计算核心尚未启动。",
  coreStopped: (reason) => `计算核心已停止：${reason}`,
  coreRestarts: "计算核心意外停止，正在重新启动。",
  coreStoppedOften: (times, reason) => `计算核心已停止 ${times} 次。${reason}`,
  workerNotLoaded: "无法加载工作线程。",
  modelPart:
    "这是模型的一部分。请与引用它的文件（如 model.onnx、model.json 或权重索引）一起拖放，或拖放它们所在的文件夹。",
  cancelled: "已取消。",
  photoGone: "这张照片已不在此浏览器的存储中。",
  modelClosed: "模型已关闭。",
  runUnderWay: "已有训练正在进行。",
  nothingTrained: "还没有训练过任何模型。",
  noCheckpoint: "没有可用于继续训练的检查点。",
  photosRemoved: "这次训练所用的照片已有一部分被移除，请重新开始训练。",
  serviceWorkerSilent: "Service Worker 没有响应",
  noMemoryToStart: "内存不足，无法启动计算核心。",
  noMemory: (megabytes) => `内存不足：需要 ${megabytes} MB，而一个页面最多只能使用 4096 MB。`,
  noAddress: (text) => `“${text}”不是有效的地址。`,
  otherServer: (host) => `本页面不能访问其他服务器（${host}）。请下载文件后拖放到这里。`,
  noAnswer: "服务器没有响应。",
  otherFile: "服务器发来的文件与本页面不符。",
  noAnswerOrOther: "服务器没有响应，或发来的文件与本页面不符。",
  noFile: "这个地址上没有文件。",
  serverError: (status) => `服务器返回 ${status}`,
  noSimd: "此浏览器不支持网络所需的 WebAssembly SIMD，请更新浏览器。",
  noThreads: "只能使用一个线程：此浏览器在这里不提供 WebAssembly 线程。",
  oneThreadAsked: "只使用一个线程：这是页面地址中指定的。",
  oneCore: "只使用一个线程：本机只报告了一个处理器核心。",
  plainSimdAsked: "普通 SIMD：这是页面地址中指定的。",
  plainSimd: "普通 SIMD：此浏览器不支持 Relaxed SIMD，后者的融合乘加更快。",
  notIsolatedInsecure: `${kNoHeaders}，而没有 HTTPS 的页面无法自行添加。`,
  notIsolatedNoWorker: `${kNoHeaders}，而此浏览器不允许用 Service Worker 添加它们。`,
  notIsolatedInVain: `${kNoHeaders}，通过 Service Worker 添加也没有效果。`,
  notIsolatedFailed: (reason) => `${kNoHeaders}，用来添加它们的 Service Worker 也失败了（${reason}）。`,
  serviceWorkerLate: "未能启动",
  fasterDidNotStart: (flavor, reason) => `更快的版本（${flavor}）未能启动：${reason}`,
  didNotStart: (flavor, reason) => `版本 ${flavor} 未能启动：${reason}`,
  noBuild: "没有可以启动的计算核心版本。",
  cameraRefused: "本页面无权使用摄像头。请在地址栏旁允许使用，然后重新打开摄像头。",
  cameraMissing: "没有找到摄像头。",
  cameraBusy: "摄像头无法启动：可能正被其他程序占用。",
  cameraGone: "摄像头已断开。",
  cameraNoPhoto: "浏览器无法把照片编码为 JPEG。",
  cameraFailed: (reason) => `摄像头无法启动：${reason}`,
  heicNotDecoded:
    "看起来是 HEIC，此浏览器无法解码。请转换为 JPEG：在 Mac 上用“照片”的“文件”→“导出”；在 Windows 上用“照片”的“另存为”；在 Linux 上运行 " +
    "heif-convert photo.heic photo.jpg。在 iPhone 上选择“设置”→“相机”→“格式”→“兼容性最佳”后，拍摄的照片即为 JPEG。",
  formatNotDecoded: (format) =>
    `看起来是 ${format}，本页面和此浏览器都无法解码。请用图像编辑器转换为 JPEG 或 PNG，或使用 ImageMagick（magick photo photo.png）。`,
  svgNotDrawn: "是 SVG 图形，但此浏览器无法绘制。",

  notNamedLikePhoto: "文件名不是照片的文件名。",
  litterPassedOver: (folders) => `已忽略 ${folders} 个文件夹：网络存储在其中保存照片的副本。`,
  classesInside: (path) => `类别文件夹位于 ${path}。`,
  setTwice: (one, other) => `${one} 和 ${other} 是同一个数据子集，请只添加其中一个。`,
  noTrainingSet: "其中没有训练照片的文件夹。",
  testSetLeftOut: (photos) => `测试集，已留出其中的 ${photos} 张照片，供你评判训练好的模型。`,
  besideSets: (sets) => `位于 ${sets} 旁边，未使用。`,
  setWithoutClasses: "其中没有类别文件夹，未使用。",
  unknownClass: (name) => `未使用：“${name}”没有训练照片。`,
  classSpelled: (name) => `归入类别“${name}”。`,
  classesDifferInCase: (other) => `与 ${other} 只有大小写不同，是同一个类别吗？`,
  classesMerged: (other) => `与 ${other} 合为一个类别。`,
  outsideClasses: "不在类别文件夹之内，未使用。",
  classWithoutPhotos: "其中没有照片。",
  photoInTwoClasses: (one, other) => `自相矛盾：同一张照片同时在“${one}”和“${other}”中。`,
  photoInTwoSets: (name) => `“${name}”的同一张照片既用于训练又用于验证，会使准确率显得过高。`,
  archiveUnknown: "不是本页面能打开的压缩包；支持 .zip 和 .tar。",
  archiveCutShort: "是不完整的压缩包。",
  archiveDamaged: (offset) => `是已损坏的压缩包（字节 ${offset} 处）。`,
  archiveEncrypted: "在压缩包中已加密。请用密码解压后添加文件夹。",
  archiveMethod: (method) => `使用了本页面不支持的压缩方法（${method}），请自行解压。`,
  memberDamaged: "在压缩包中已损坏。",
  memberTooLarge: (bytes, limit) => `解压后有 ${bytes} 字节，上限为 ${limit}。`,
  removedClass: (name) => `已移除“${name}”及其照片。`,
  removedPhoto: (name) => `已移除 ${name}。`,
  removedAll: "已全部移除。",
};

export const zh: Words = {
  page,
  header,
  runtime,
  footer,
  model,
  preprocessing,
  welcome,
  photos,
  answer,
  compare,
  camera,
  units,
  messages,
  training,
  inspect,
};
