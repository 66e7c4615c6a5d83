import type { RoutingConfig, TopologyNode } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import type { ArtifactFile } from '../linux/bundle.js'
import { joinFiles, splitFiles } from '../linux/bundle.js'
import type { ParsedArtifact } from '../target.js'
import { frrTarget } from './index.js'
import { learnsRoutes, readRouting, withoutRouting } from './read-routing.js'
import { frrFile } from './render.js'

/** A device whose routes come from protocols too: what it forwards by itself, and what it is configured to learn. */
export interface ParsedRouting {
  readonly parsed: ParsedArtifact
  readonly routing: RoutingConfig
}

/** Reads an FRR device that uses what neighbours teach; undefined where the files are of no such device. Of its other files those that are missing say
 *  nothing. */
export function parseRouting(node: TopologyNode, files: readonly ArtifactFile[]): ParsedRouting | undefined {
  const conf = files.find(({ name }) => name === frrFile)?.text
  if (conf === undefined || !learnsRoutes(conf)) return undefined
  const routing = readRouting(frrFile, node.name, conf)
  const sign = `! ParaNet configuration of ${JSON.stringify(node.name)}\n`
  const own = {
    name: frrFile,
    text: conf.includes(sign) ? withoutRouting(conf, routing) : sign + withoutRouting(conf, routing),
  }
  const given = new Map(files.map((file) => [file.name, file]))
  const rest = (splitFiles(frrTarget.render(emptyDeviceState(node.name))) ?? []).map(
    (file) => given.get(file.name) ?? file,
  )
  const all = [...rest.filter(({ name }) => name !== frrFile), own]
  return { parsed: frrTarget.parse(joinFiles(all)), routing }
}
