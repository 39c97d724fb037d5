// 简体中文：计算核心的错误信息。键是错误代码，{name} 是参数。
export const errors: Readonly<Record<string, string>> = {};
