import { TraceProblem } from '@paranet/language'
import { invalidField } from '../http/problem.js'

/** What is asked wrongly of a trace, as a problem that names the field. */
export function asField<Result>(ask: () => Result): Result {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error
    const { field, message, hint } = error
    throw invalidField(`/${field}`, hint === undefined ? message : `${message}; ${hint}`)
  }
}
