import type { Diagnostic } from '@paranet/language'
import type { Intent } from '@paranet/network'
import { namesSpoken } from '@paranet/network'
import { reportAt } from '../passes/report.js'

/** Says what is not compiled of intents about names. */
export const compileNames = (intents: readonly Intent[]): Diagnostic[] =>
  intents.flatMap((intent) =>
    namesSpoken(intent)
      ? [reportAt(intent, 'not-yet-compiled', 'error', { message: 'intents about names are not compiled yet' })]
      : [],
  )
