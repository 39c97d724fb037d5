// 简体中文：TensorFlow SavedModel 的错误信息。
export const savedModel = {
  saved_model_damaged: "已损坏或被截断",
  saved_model_too_large: "节点超过 {limit} 个，或函数的相互调用过深",
  saved_model_no_function:
    '没有由 TensorFlow 2 函数计算的签名；请用 keras.models.load_model 载入，再用 model.save("model.keras") 保存',
  saved_model_inputs: "签名“{signature}”有 {inputs} 个输入和 {outputs} 个输出；应各为一个",
  saved_model_input_axes: "输入有 {axes} 个轴；应为批次、行、列和通道",
  saved_model_branches: "网络有分支；只支持一条算子链",
  saved_model_operator: "不支持 TensorFlow 的算子 {operator}",
  saved_model_options: "输入或属性缺失，或超出范围",
  saved_model_channels_first: "不支持数据格式 {format}，只支持 NHWC",
  saved_model_operand: "只支持与一个常数（或每个通道一个常数）的运算",
  saved_model_reshape: "只支持展平，不支持其他形状变化",
  saved_model_variable: "某个权重不是其数值位于“variables”文件夹中的变量",
  bundle_compressed: "某个数据块是压缩的，TensorFlow 不会这样做",
  bundle_tensor: "超出其文件末尾，或其大小与形状不符",
};
