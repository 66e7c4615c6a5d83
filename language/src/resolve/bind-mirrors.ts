import type { Intent, IsolateIntent } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Value } from '../parse/ast.js'
import { nameOf } from './read-value.js'
import type { FileReporter } from './report.js'

/** By id of an isolation: the mirrors that it makes exceptions of. */
export type MirrorExceptions = Map<string, { readonly mirrors: readonly Value[]; readonly reporter: FileReporter }>

/** Gives each isolation the ids of the mirrors that it names: of its own file first, else of any. One that names what is no mirror is reported and left
 *  out. */
export function bindMirrors(intents: readonly Intent[], exceptions: MirrorExceptions): Intent[] {
  if (exceptions.size === 0) return [...intents]
  const mirrors = intents.filter((intent) => intent.kind === 'mirror')
  const bound = (isolate: IsolateIntent): IsolateIntent | undefined => {
    const its = exceptions.get(isolate.id)
    if (!its) return isolate
    const ids = its.mirrors.map((value) => {
      const name = nameOf(value) ?? ''
      const fits = mirrors.filter((mirror) => mirror.name === name)
      const folder = (id: string) => id.slice(0, id.lastIndexOf('/'))
      const found = fits.find(({ id }) => folder(id) === folder(isolate.id)) ?? fits[0]
      if (found) return found.id
      return its.reporter.report('unknown-intent', value.span, `no mirror is called "${name}"`, {
        hint: didYouMean(
          name,
          mirrors.map((mirror) => mirror.name),
        ),
      })
    })
    return ids.every((id) => id !== undefined) ? { ...isolate, exceptMirrors: [...new Set(ids)].sort() } : undefined
  }
  return intents.flatMap((intent): Intent[] => {
    if (intent.kind === 'isolate') return [bound(intent) ?? []].flat()
    if (intent.kind !== 'assert' || intent.asserts.kind !== 'isolate') return [intent]
    const asserts = bound(intent.asserts)
    return asserts ? [asserts === intent.asserts ? intent : { ...intent, asserts }] : []
  })
}
