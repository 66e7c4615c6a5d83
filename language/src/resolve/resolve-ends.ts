import type { Ends, EndTerm } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { CallValue, Value } from '../parse/ast.js'
import { nodesOfRegion, regionOf } from './read-nodes.js'
import { itemsOf, kindName, nameOf, prefixOfValue, slipAmong, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { endNames, type Scope } from './scope.js'

/** Reads `from` or `to`: nodes, groups, prefixes, definitions, `region(…)`, `any`, `internet`, lists, `x except y`. Undefined where something was
 *  reported. `text` is the value as written. */
export function resolveEnds(value: Value, text: string, scope: Scope, reporter: FileReporter): Ends | undefined {
  const resolved = split(value, scope, reporter, 0)
  return resolved && { ...resolved, text }
}

interface Split {
  readonly terms: readonly EndTerm[]
  readonly except: readonly EndTerm[]
}

function split(value: Value, scope: Scope, reporter: FileReporter, depth: number): Split | undefined {
  if (value.kind === 'except') {
    const of = split(value.of, scope, reporter, depth)
    const except = split(value.except, scope, reporter, depth)
    if (!of || !except) return undefined
    if (except.except.length > 0)
      return reporter.report('unexpected-token', value.span, '"except" stands twice', {
        hint: 'list what is left out once: `x except a, b`',
      })
    return { terms: of.terms, except: [...of.except, ...except.terms] }
  }
  const parts = itemsOf(value).map((item) =>
    item.kind === 'except' ? split(item, scope, reporter, depth) : resolveOne(item, scope, reporter, depth),
  )
  if (!parts.every((part) => part !== undefined)) return undefined
  return { terms: unique(parts.flatMap((part) => part.terms)), except: unique(parts.flatMap((part) => part.except)) }
}

const termsOnly = (terms: readonly EndTerm[]): Split => ({ terms, except: [] })

function resolveOne(value: Value, scope: Scope, reporter: FileReporter, depth: number): Split | undefined {
  if (value.kind === 'invalid' || reporter.isFull) return undefined
  const name = nameOf(value)
  const named = name === undefined ? undefined : resolveName(name, value, scope, reporter, depth)
  if (named !== undefined) return named === 'reported' ? undefined : named
  const its = unquoted(value)
  const prefix = prefixOfValue(its)
  if (prefix !== undefined) return termsOnly([{ kind: 'prefix', prefix }])
  if (its.kind === 'call') return resolveCall(its, scope, reporter, depth)
  if (its.kind === 'name-path')
    return reporter.report('wrong-kind', value.span, `the name "${its.path}" is no end of packets`, {
      hint: 'names flow to who asks: `route { from: prefix(/ndn/video), to: consumers }`',
    })
  if (its.kind === 'one-of')
    return reporter.report('wrong-kind', value.span, '"one of" belongs to `via` and to `balance`', {
      hint: 'list the ends with commas to mean all of them',
    })
  if (name === undefined) {
    const slip = slipAmong(its, ['except'])
    return reporter.report('wrong-kind', (slip?.value ?? value).span, `${kindName(its)} is no end`, {
      hint: slip?.hint ?? 'ends are nodes, groups, prefixes, `any` and `internet`',
    })
  }
  return reporter.report('unknown-node', value.span, `no node "${name}" in network ${scope.index.topology.name}`, {
    hint: didYouMean(name, endNames(scope)),
  })
}

function resolveName(
  name: string,
  value: Value,
  scope: Scope,
  reporter: FileReporter,
  depth: number,
): Split | 'reported' | undefined {
  if (scope.index.nodeId.has(name)) return termsOnly([{ kind: 'node', node: name }])
  const group = scope.groups.get(name)
  if (group) return termsOnly(group.map((node) => ({ kind: 'node', node })))
  const defined = scope.definitions.get(name)
  if (defined) return split(defined, scope, reporter, depth + 1) ?? 'reported'
  if (value.kind === 'text') return undefined
  if (name === 'any') return termsOnly([{ kind: 'any' }])
  return name === 'internet' ? termsOnly([{ kind: 'internet' }]) : undefined
}

function resolveCall(call: CallValue, scope: Scope, reporter: FileReporter, depth: number): Split | undefined {
  if (call.name.text === 'prefix' && call.args.length === 1 && call.args[0])
    return resolveOne(call.args[0], scope, reporter, depth)
  const region = regionOf(call)
  if (region !== undefined) {
    const nodes = nodesOfRegion(region, call, scope, reporter)
    return nodes && termsOnly(nodes.map((node) => ({ kind: 'node', node })))
  }
  if (call.name.text === 'region')
    return reporter.report('wrong-arguments', call.span, '"region" wants the name of one region', {
      hint: 'for example `region(north)`',
    })
  return reporter.report('unknown-name', call.name.span, `"${call.name.text}(…)" is no end`, {
    hint: didYouMean(call.name.text, ['prefix', 'region']),
  })
}

function unique(terms: readonly EndTerm[]): EndTerm[] {
  const seen = new Set<string>()
  return terms.filter((term) => {
    const key = JSON.stringify(term)
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}
