import { DeploymentError, DeviceError } from '@paranet/orchestrator'
import { type ProblemCode, ProblemError } from './problem.js'

const bodyProblems: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.aborted': 'bad-request',
  'request.size.invalid': 'bad-request',
}

/** Any error as a problem; undefined for our own mistakes. Never by an error's text. */
export function problemOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error
  if (error instanceof DeploymentError) return new ProblemError(codeOf(error), error.message)
  if (error instanceof DeviceError) return new ProblemError('device-error', error.message, { device: error.device })
  const status = statusOf(error)
  if (status === 404) return new ProblemError('not-found', 'no such resource')
  if (status !== undefined && status >= 400 && status < 500) return new ProblemError('bad-request', messageOf(error))
  return undefined
}

const codeOf = ({ code }: DeploymentError): ProblemCode => (code === 'key-reused' ? 'idempotency-key-reused' : code)

/** What went wrong while a body was read. */
export function bodyProblem(error: Error): ProblemError {
  const type = 'type' in error && typeof error.type === 'string' ? error.type : ''
  const code = bodyProblems[type] ?? (statusOf(error) === 415 ? 'unsupported-media-type' : 'bad-json')
  return new ProblemError(code, error.message)
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'the request makes no sense')
