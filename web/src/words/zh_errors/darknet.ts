// 简体中文：Darknet 权重的错误信息。
export const darknet = {
  darknet_config: "第 {line} 行：应为 [convolutional] 这样的节或 name=value 这样的选项",
  darknet_no_net: ".cfg 文件不是以 [net] 及其宽度、高度和通道数开头",
  darknet_option: "选项 {option} 缺失、不是数字或超出范围",
  darknet_layer: "不支持 Darknet 的层 [{layer}]",
  darknet_activation: "不支持激活函数 {activation}",
  darknet_size: ".cfg 文件描述了 {expected} 个数，而 .weights 文件有 {found} 个：两者不匹配",
};
