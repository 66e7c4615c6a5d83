/** `base-moved`: runs something else than the change starts from. `refused`: said no. `unreachable`: no answer. `reverted`: went back
 *  by itself before it was confirmed. `not-staged`: does not know the staged change any more. `unknown-device`: nothing there by that
 *  name. `protocol`: answered something that makes no sense. */
export type DeviceErrorCode =
  | 'base-moved'
  | 'refused'
  | 'unreachable'
  | 'reverted'
  | 'not-staged'
  | 'unknown-device'
  | 'protocol'

export interface DeviceErrorDetail {
  readonly device: string
  /** Whether the same call may succeed a little later. Default: `unreachable` may. */
  readonly retryable?: boolean
  readonly message?: string
  readonly data?: unknown
  readonly cause?: unknown
}

/** What a device, or the way to it, did not do. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
  readonly code: DeviceErrorCode
  readonly device: string
  readonly retryable: boolean
  readonly data: unknown

  constructor(code: DeviceErrorCode, { device, retryable, message, data, cause }: DeviceErrorDetail) {
    super(message ?? `${device}: ${code}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.device = device
    this.retryable = retryable ?? code === 'unreachable'
    this.data = data
  }
}
