// 简体中文：训练、设置与各项功能的错误信息和提示。
export const app = {
  // 设置
  setting_unknown: "没有这个设置",
  setting_not_boolean: "应为 true 或 false，实际为“{value}”",
  setting_not_number: "应为数，实际为“{value}”",
  settings_name_unknown: "没有名为“{name}”的设置",
  settings_not_an_object: "应为 JSON 对象",
  settings_value_type: "“{name}”的值类型有误",
  recipe_unknown: "“{name}”不是训练方案；应为 tutorial 或 paper",
  optimizer_unknown: "“{name}”不是优化器；应为 adam、adamw 或 sgd",
  quantization_unknown: "“{name}”不是量化方式；应为 int8 或 int4",
  dropout_out_of_range: "丢弃率应小于 1，实际为 {found}",
  resize_out_of_range: "边长应不小于网络输入的 {input} 且不超过 4096，实际为 {found}",
  opacity_out_of_range: "应为 0 到 1 的数，实际为 {found}",
  freeze_everything: "所有带权重的层都已冻结；请至少留一层用于训练",
  freeze_too_many: "应少于 {layers} 个带权重的层，实际为 {found}",
  split_empty: "没有用于 {split} 的照片",
  split_unknown: "“{name}”不是数据划分；应为 train、validation 或 test",
  training_data_missing: "需要照片文件夹，或用 `{synthetic}` 表示合成图像",

  // 训练的记录
  run_exists: "其中已有一次训练：请继续它，或为新的训练选择其他文件夹",
  run_log_empty: "文件为空",
  run_log_epoch: "“{found}”不是轮次",
  run_log_fields: "每行应有 {expected} 个字段，实际为 {found}",
  run_log_first_column: "第一列不是“epoch”",
  run_log_not_a_number: "“{found}”不是数",
  resume_epochs_done: "应不少于已完成的 {done} 轮，实际为 {found}",
  resume_other_classes: "类别与训练开始时不同",
  init_file_without_match: "没有适合这个网络的张量",

  evaluation_of_training_photos: "这些是 {data} 的训练照片：用它们训练过的模型在其上的正确率高于新照片。",
  evaluation_without_sets: "{data} 没有验证或测试照片的文件夹：如果模型用这些照片训练过，其正确率会高于新照片。",
  evaluation_held_out:
    "{data} 没有验证照片：这些是 `train` 以 --validation-fraction 0.2 和 --seed 0 留出的照片。以其他值训练的模型用过其中一部分。",
  run_resumed: "从第 {epoch} 轮之后继续训练。",
  features_cached: "冻结层的特征只计算一次，并保存在内存中。",
  stopped_early: "提前停止：{patience} 轮以来验证损失没有降低。",
  tensor_loaded: "已加载：{name}：{how}",
  tensor_skipped: "未加载：{name}：{how}",
  photo_unreadable: "无法读取：{reason}",

  // 模型、解释与合成图像
  default_model_not_found:
    "{folder} 及其上级的 share/alexnet 和 assets/models 文件夹中都没有：请用 --model FILE 指定模型",
  quantized_as_floats:
    "{quantization} 权重已写为浮点数，因为只有本程序的 .safetensors 文件能存放它们：文件更大，概率略有差别",
  quantized_format: "不能存放 {quantization} 权重：只有使用本程序张量名称的 .safetensors 文件可以",
  scores_overflow: "得分溢出：这些权重与预处理不匹配",
  explain_name_unknown: "“{name}”不是 {known} 之一",
  explain_not_started: "没有正在进行的解释",
  explain_photo_missing: "需要照片",
  explain_target_missing: "没有照片时需要指定类别或单元",
  folder_without_photo: "其中没有照片",
  pattern_without_photo: "没有匹配的照片",
  synthetic_folder_empty: "应至少有一张照片，边长至少为一像素",
  synthetic_label: "标签应为 0 到 {last}，实际为 {found}",
  synthetic_side: "边长应为 8 到 4096 像素，实际为 {found}",

  // 训练
  epochs_zero: "应至少为 1 轮",
  accumulate_zero: "每个优化步应至少有 1 个批次",
  accumulate_too_many: "一轮有 {batches} 个批次，少于每个优化步的 {accumulate} 个；请减小 --accumulate 或 --batch",
  learning_rate_out_of_range: "应为大于 0 的数，实际为 {found}",
  bias_learning_rate_out_of_range: "应至少为 0，实际为 {found}",
  label_smoothing_out_of_range: "应至少为 0 且小于 1，实际为 {found}",
  optimizer_option_out_of_range: "应至少为 {low} 且小于 {high}，实际为 {found}",
  schedule_unknown: "“{schedule}”不是学习率调度；应为 {forms}",
  parameter_group_overlap:
    "{parameters} 个数值的块中已有 {taken} 个属于某个组；位于 {offset} 的 {count} 个数值的组放不下",
  feature_batch_zero: "应至少为 1",
  feature_photos_missing: "没有照片",
  features_too_large: "这么多照片的特征放不进内存",

  // 检查点与日志
  not_a_checkpoint: "没有“{key}”：文件是模型，不是可用于继续训练的检查点",
  optimizer_state_count: "优化器状态应有 {expected} 个张量，实际为 {found}；优化器是否不同？",
  optimizer_state_missing: "缺失",
  optimizer_state_shape: "应为 {expected} 个 F32 数值，实际为 {found} 个 {type}",
  history_epoch: "“epoch”不是整数",
  history_not_a_number: "“{key}”不是数",
  history_not_an_array: "应为 JSON 数组",
  history_not_objects: "应为对象的数组",
  log_header: "表头应为“{expected}”，实际为“{found}”",
  log_row_without_epoch: "每行应以轮次开头，实际为“{found}”",
  run_field_missing: "“{field}”缺失或不是数",
  run_not_an_object: "应为 JSON 对象",

  // 诊断
  diverged_infinite: "训练发散：在第 {step} 步，损失或其梯度为无穷大。",
  diverged_not_a_number: "训练发散：在第 {step} 步，损失或其梯度不是数值。",
  diverged_advice: "请从最近的检查点继续，或以更低的学习率（{lower} 而不是 {rate}）、梯度裁剪或学习率预热重新开始。",
  not_learning:
    "没有学到东西：这一轮的平均损失为 {loss}，而在 {classes} 个类别中随机猜测为 {guessing}。准确率为 {accuracy}%。",
  not_learning_rate: "请尝试学习率 {lower}；如果损失仍不下降，再尝试 {higher}。",
  not_learning_rate_small: "学习率 {rate} 偏小：请尝试 {higher}。",
  not_learning_initialization: "或尝试其他初始化：`keras`（he_normal）起初学得更快。",
  not_learning_paper_biases: "初始化 `paper` 把偏置设为 1，损失常常停滞；`caffe` 设为 0.1。",
  not_learning_photos: "如果都没有效果，请检查照片是否在各自类别的文件夹中。",
} as const;
