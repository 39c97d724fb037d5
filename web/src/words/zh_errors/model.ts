// 简体中文：模型、网络与评估的错误信息。
export const model = {
  // 层
  layer_size_zero: "大小为 0",
  layer_groups_do_not_divide: "{groups} 个分组不能整除 {inputs} 个输入通道和 {outputs} 个输出通道",
  layer_kernel_does_not_fit: "大小为 {kernel} 的卷积核放不进 {input} 的输入",
  layer_stride_skips_values: "步幅 {stride} 会跳过大小为 {kernel} 的窗口之间的数值",
  layer_pool_padding: "填充 {padding} 不小于大小为 {kernel} 的窗口",
  layer_lrn_window: "应为 1 到 63 个通道的窗口；实际为 {size}",
  layer_expects_image: "输入应有行、列和通道；实际为 {input}",
  layer_weights_too_large: "权重 {shape} 过大：最多 2^31 个数值，每个轴最多 2^20",
  layer_output_too_large: "输出 {shape} 会超过 2^31 个数值",

  // 网络结构
  model_output_is_not_classes: "输出为 {output}，而不是 {classes} 个类别",
  model_unknown_variant: "“{variant}”不是 {known} 之一",
  model_class_count: "类别数应为 1 到 1000000，实际为 {classes}",
  model_width: "应为大于 0 且不超过 16 的数，实际为 {width}",
  model_unknown_initialization: "“{name}”不是 {known} 之一",
  model_input_size_does_not_fit: "{input} 像素的输入需要形状为 {expected} 的权重，而模型的是 {found}",
  layers_not_an_array: "应为 1 到 {most} 个层的 JSON 数组",
  layer_incomplete: "每个层都应有名称和运算",
  layer_name_not_unique: "层的名称不能重复",
  layer_unknown_operation: "不支持运算“{operation}”",
  layer_field_missing: "缺失",
  layer_field_size: "应为 {least} 到 {most} 的整数",
  layer_field_number: "应为数",
  layer_field_range: "应至少为 {least} 且小于 {limit}",
  layer_field_padding: "应为四个数：上、左、下、右",
  layer_field_rounding: "应为“up”或“down”",

  // 模型文件
  model_metadata_missing: "没有“{key}”：文件没有说明它是哪一种 AlexNet",
  model_layers_missing: "没有“{key}”，而自定义网络需要它",
  model_metadata_not_a_number: "应为数，实际为“{found}”",
  model_metadata_range: "应为 {least} 到 {most} 的数，实际为 {found}",
  activation_quantization: "应为网络中的一层及其“input”或“output”：规则、正的缩放系数和 8 位零点",
  model_labels_not_an_array: "应为字符串的 JSON 数组",
  model_label_not_a_string: "标签 {index} 不是字符串",
  model_label_count: "有 {labels} 个标签，而类别有 {classes} 个",
  model_tensor_shape: "形状为 {found}；{variant} 变体（宽度 {width}，{classes} 个类别）需要 {expected}",
  model_tensor_missing: "缺失；{variant} 变体需要形状为 {shape} 的张量",
  model_tensor_extra: "不是 {variant} 变体的张量",
  model_mean_image_shape:
    "形状为 {found}；应为 3 个通道的正方形，边长等于缩放后照片的边长（{resize}）或网络输入的边长（{input}）",
  preprocessing_stated: "预处理：{preprocessing}；文件如此说明",
  preprocessing_given: "预处理：{preprocessing}；按给定",
  preprocessing_guessed:
    "预处理：{preprocessing}；这是猜测，因为文件没有说明照片的处理方式：若不对，请另行指定（--preprocess imagenet、caffe、0..1、0..255、-1..1 或 JSON；`convert --check` 用带标签的照片逐一尝试）",
  model_weight_not_finite: "第 {index} 个数值为 {value}；权重必须是有限数",
  quantized_shape: "量化权重不能有形状 {shape} 和类型 {type}",
  quantized_scales_missing: "缺失：量化权重需要它",
  quantized_scales_shape: "形状为 {found}；{channels} 个通道应各有一个缩放系数",
  quantized_scale_invalid: "第 {index} 个数值为 {value}；缩放系数必须是正数",
  half_overflow: "第 {index} 个数值为 {value}，超过了半精度的最大值 65504",

  // 运行
  network_needs_softmax: "推理需要以 softmax 结尾的模型",
  network_has_no_layers: "模型没有可以剖析的层",
  network_unknown_layer: "“{layer}”不是 {known} 之一",
  network_frozen_layer_unknown: "没有带权重的层“{layer}”",
  network_quantized_backward: "量化权重没有反向传播",

  // 评估
  evaluate_crop_count: "应为 1 或 10，实际为 {crops}",
  calibration_answers_nothing:
    "{photos} 张照片中没有一张达到置信度阈值 {threshold} %：模型对所有照片都会回答“不确定”，因为它对不属于任何类别的图像同样有把握；请用更多样的照片、更多轮数或 --outliers 0.05 训练",
  photos_seen_in_training: "这些照片中有 {seen} 张（共 {photos} 张）用于训练过这个模型：测得的结果会好于新照片",
  evaluate_no_photos: "没有照片",
  evaluate_no_readable_photo: "{reason}；{count} 张照片都无法读取",
  evaluate_scores_overflow: "得分溢出：这些权重与预处理不匹配",
  class_count_mismatch: "模型有 {model_classes} 个没有名称的类别，而照片有 {photo_classes} 个类别",
  class_name_ambiguous: "模型有 {count} 个名为“{name}”的类别",
  class_names_unknown: "模型不认识 {unknown}；它认识 {known}",
} as const;
