import { invariant, type Topology } from '@paranet/network'
import type { IntentFile } from '@paranet/planner'
import type { Services } from './services.js'

/** Who deploys the demonstration. */
const actor = 'demo'

/** Creates the network of these files, if no network is there yet, and deploys its intents: packets flow at once. Files that hold a
 *  network are its topology, the others its intents. */
export async function deployDemo(
  services: Services,
  { name, files }: { readonly name: string; readonly files: readonly IntentFile[] },
): Promise<void> {
  const { networks, plans, rollouts } = services
  if ((await networks.list()).length > 0) return
  const { topology, intentFiles } = await readDemo(files)
  const created = await networks.create(name, topology, actor)
  const plan = await plans.compile(created, intentFiles, 'replace', actor)
  if (!plan.ok) services.log.warn({ plan: plan.id }, 'the demonstration does not hold what it promises')
  const hasErrors = plan.diagnostics.some(({ severity }) => severity === 'error')
  if (hasErrors) return
  const { id } = await rollouts.execute(created, plan.id, { actor, force: true, reason: 'demonstration' })
  await rollouts.finished(id)
}

async function readDemo(files: readonly IntentFile[]): Promise<{ topology: Topology; intentFiles: IntentFile[] }> {
  const { resolveNetwork } = await import('@paranet/language')
  for (const file of files) {
    const { topology } = resolveNetwork([file])
    if (topology) return { topology, intentFiles: files.filter((other) => other !== file) }
  }
  invariant(false, 'one of the files holds a network')
}
