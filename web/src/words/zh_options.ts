// 简体中文：训练选项。键是 core/app/training_settings.h 的表中的名称；unset 是默认值所代表的含义。

// How a training option of the core's table is called and described. `unset` is what its default stands for, where that is a
// placeholder.
export interface OptionText {
  label: string;
  help: string;
  unset?: string;
}

const ofVariant = "由网络类型决定";

export const options: Readonly<Record<string, OptionText>> = {
  data: {
    label: "照片",
    help: "每个类别一个子文件夹的文件夹，或包含 train/类别 与 validation/类别；`drawn` 表示生成合成图像",
  },
  labels: {
    label: "标签表",
    help: "CSV 文件，给出照片文件夹中每张照片的类别，代替类别文件夹：filename 与 label 两列；没有表头时为照片及其类别",
  },
  similar_photos: {
    label: "查找相似照片",
    help: "是否查找看起来相同的照片，报告它们并将它们一起留出；每张照片都要为此解码",
  },
  validation_fraction: { label: "验证比例", help: "文件夹没有验证照片时，每个类别留作验证的比例" },
  photo_record: {
    label: "记录照片",
    help: "模型文件是否记住它学习过的照片，以便在用这些照片评估时给出警告；持有照片的人可以由此得知它是否被使用过",
  },
  variant: { label: "网络类型", help: "keras、paper、caffe、caffenet 或 torchvision" },
  width: { label: "宽度", help: "每个隐藏层通道数的倍数" },
  dense_width: { label: "全连接层宽度", help: "仅隐藏全连接层的倍数", unset: "与宽度相同" },
  input: { label: "网络输入", help: "网络输入的边长（像素）", unset: ofVariant },
  resize: { label: "缩放", help: "裁剪前照片缩放到的边长（像素）", unset: ofVariant },
  fit: { label: "适配方式", help: "照片如何变为正方形：裁剪（crop）或拉伸（stretch）", unset: ofVariant },
  color: {
    label: "颜色",
    help: "照片中的颜色配置文件（Display P3、Adobe RGB）：转换为 sRGB（convert），或忽略（ignore）",
  },
  interpolation: {
    label: "插值",
    help: "照片的缩放方式：nearest、bilinear（无抗锯齿）、bilinear_antialiased 或 bicubic（抗锯齿）",
  },
  dropout: { label: "Dropout 比率", help: "训练时随机置零的比率", unset: ofVariant },
  init: { label: "初始化", help: "权重的初始化方式：tutorial、keras、paper、caffe 或 torch", unset: ofVariant },
  init_file: { label: "初始权重", help: "名称和形状相符的权重从这个模型读取" },
  freeze: { label: "冻结的层", help: "层的名称；`conv` 表示全部卷积层；数字 N 表示前 N 层" },
  seed: { label: "随机种子", help: "种子和线程数相同时，训练可以完全重现" },
  epochs: { label: "轮数", help: "训练的轮数" },
  batch: { label: "批量大小", help: "每批的照片数" },
  accumulate: { label: "梯度累积", help: "每个优化步骤累积的批数" },
  optimizer: { label: "优化器", help: "adam、adamw 或 sgd" },
  learning_rate: { label: "学习率", help: "学习率" },
  schedule: {
    label: "学习率调度",
    help: "constant、step:30:0.1、steps:25,51:0.1、cosine 或 plateau:patience=5，都可以附加 :warmup=轮数",
  },
  momentum: { label: "动量", help: "动量（仅用于 SGD）" },
  nesterov: { label: "Nesterov 动量", help: "使用 Nesterov 动量（仅用于 SGD）" },
  weight_decay: { label: "权重衰减", help: "L2 权重衰减（使用 adamw 时与梯度解耦）" },
  clip_norm: { label: "梯度裁剪", help: "将梯度裁剪到这个 L2 范数（0：不裁剪）" },
  label_smoothing: { label: "标签平滑", help: "标签平滑的强度" },
  bias_learning_rate: { label: "偏置学习率", help: "偏置的学习率，为权重学习率的倍数" },
  decay_biases: { label: "偏置衰减", help: "权重衰减是否也用于偏置" },
  outliers: { label: "离群图像", help: "照片被替换为不属于任何类别的合成图像的概率" },
  mixup: { label: "混合（mixup）", help: "混合比例所服从的 Beta 分布的 alpha（0：关闭）" },
  cutmix: { label: "剪贴（CutMix）", help: "剪贴比例所服从的 Beta 分布的 alpha（0：关闭）" },
  mix_chance: { label: "混合概率", help: "对一对照片使用 mixup 或 CutMix 的概率" },
  average: { label: "权重平均", help: "权重指数滑动平均的衰减率（0：关闭）；用平均后的权重验证和保存" },
  patience: { label: "提前停止", help: "验证损失连续多少轮没有降低就停止（0：关闭）" },
  "augmentation.rotation_range": { label: "旋转", help: "最多旋转的角度（度）" },
  "augmentation.width_shift_range": { label: "水平平移", help: "最多平移的距离，为宽度的比例" },
  "augmentation.height_shift_range": { label: "垂直平移", help: "最多平移的距离，为高度的比例" },
  "augmentation.shear_range": { label: "剪切", help: "最多剪切的角度（度）" },
  "augmentation.zoom_range": { label: "缩放幅度", help: "每个轴的缩放倍数在 1 减与 1 加此值之间" },
  "augmentation.horizontal_flip": { label: "水平翻转", help: "将一半的照片左右翻转" },
  "augmentation.vertical_flip": { label: "垂直翻转", help: "将一半的照片上下翻转" },
  "augmentation.fill_mode": { label: "填充方式", help: "照片以外的像素：nearest、constant、reflect 或 wrap" },
  "augmentation.cval": { label: "填充值", help: "填充方式为 `constant` 时的灰度值，0 至 255" },
  "augmentation.convention": {
    label: "变换约定",
    help: "几何变换与亮度按哪个 Keras 计算：keras2（TensorFlow 2.0）或 keras3（Keras 3.15，行与列互换）",
  },
  "augmentation.channel_shift_range": { label: "通道偏移", help: "所有数值最多偏移的量，0 至 255" },
  "augmentation.brightness_range": { label: "亮度", help: "亮度乘以此范围内的倍数；按 keras2 先拉伸对比度" },
  "augmentation.grayscale": { label: "灰度", help: "照片转换为灰度的概率" },
  "augmentation.lighting_sigma": {
    label: "PCA 颜色增强",
    help: "PCA 颜色增强的标准差；Krizhevsky 等（2012）使用 0.1",
  },
  "augmentation.random_crop": { label: "随机裁剪", help: "在随机位置而不是中心裁剪" },
  "augmentation.random_resized_crop": {
    label: "随机缩放裁剪",
    help: "裁剪随机面积和宽高比的区域并缩放（torchvision 的 RandomResizedCrop）",
  },
  "augmentation.scale": { label: "裁剪面积", help: "随机缩放裁剪的面积，为照片的比例；默认 0.08 至 1" },
  "augmentation.ratio": { label: "裁剪宽高比", help: "随机缩放裁剪的宽高比（宽/高）；默认 3/4 至 4/3" },
};
