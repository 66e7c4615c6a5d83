export type StartErrorCode = 'newer-database' | 'data-in-use' | 'data-unusable' | 'address-unusable' | 'bad-setting'

/** The server cannot start on this data folder or address; nothing was changed. `hint`: what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: StartErrorCode
  readonly hint: string

  constructor(code: StartErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
