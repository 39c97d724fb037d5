// 简体中文：TensorFlow Lite 模型的错误信息。
export const tflite = {
  tflite_damaged: "已损坏或被截断",
  tflite_too_many_operators: "超过 {limit} 个算子",
  tflite_inputs: "有 {inputs} 个输入和 {outputs} 个输出；应各为一个",
  tflite_input_axes: "输入有 {axes} 个轴；应为批次、行、列和通道",
  tflite_branches: "网络有分支；只支持一条算子链",
  tflite_variables:
    "没有权重：转换时它们是变量；请用 TFLiteConverter.from_keras_model() 或 from_saved_model() 重新转换",
  tflite_operator: "不支持 TensorFlow Lite 的算子 {operator}",
  tflite_activation: "不支持激活函数 {activation}",
  tflite_options: "输入或选项缺失，或超出范围",
  tflite_reshape: "不支持改变为 {axes} 个轴的形状，只支持展平",
  tflite_mean: "只支持对所有行和列求平均",
  tflite_operand: "只支持与一个常数（或每个通道一个常数）的运算",
  tflite_tensor: "张量 {tensor} 不是可读类型的常数，或其大小与形状不符",
  tflite_scale: "整数张量 {tensor} 没有与其形状相符的缩放系数",
};
