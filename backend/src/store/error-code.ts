/** SQLite's or the operating system's code of an error, such as `SQLITE_BUSY`; TypeORM wraps the driver's error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'driverError' in error ? errorCode(error.driverError) : undefined
}
