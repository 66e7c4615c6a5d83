import type { Bucket } from '../switch/device-numbers.js'

/** Rates and bursts of a meter as P4Runtime has them: bytes a second and bytes. Both rates are the same: there is no yellow. */
export interface MeterConfig {
  readonly cir: number
  readonly cburst: number
  readonly pir: number
  readonly pburst: number
}

/** Never more than asked, but for less than a byte a second. */
export function meterConfig({ rate, burst }: Pick<Bucket, 'rate' | 'burst'>): MeterConfig {
  const bytes = Math.max(1, Math.floor(rate / 8))
  return { cir: bytes, cburst: burst, pir: bytes, pburst: burst }
}

/** The bucket that a meter is: with the exact rate that the artifact notes, where it agrees. */
export function bucketOf(index: number, config: MeterConfig, noted: Bucket | undefined): Bucket {
  const isNoted = noted !== undefined && meterConfig(noted).pir === config.pir && noted.burst === config.pburst
  return isNoted ? noted : { bucket: noted?.bucket ?? `bucket ${index}`, rate: config.pir * 8, burst: config.pburst }
}
