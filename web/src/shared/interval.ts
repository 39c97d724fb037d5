// How sure a measured share is.

const kDeviations = 1.959964; // of the normal distribution, for 95 %

// The interval that contains the true share with 95 % confidence, if `right` of `count` were right: that of Wilson (Probable inference,
// the law of succession, and statistical inference, 1927), which also holds for few photos and for all or none right.
export function confidenceInterval(right: number, count: number): [low: number, high: number] {
  const z2 = kDeviations ** 2;
  const share = right / count;
  const center = share + z2 / (2 * count);
  const reach = kDeviations * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2));
  const scale = 1 + z2 / count;
  return [Math.max(0, (center - reach) / scale), Math.min(1, (center + reach) / scale)];
}
