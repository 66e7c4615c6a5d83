import { createHash } from 'node:crypto'
import type { Clock, Ids } from '@paranet/network'
import {
  AlertBook,
  alertFromDeployment,
  Assurance,
  DeploymentService,
  DriverRegistry,
  MetricRings,
  ThresholdRules,
} from '@paranet/orchestrator'
import type { Logger } from 'pino'
import { startAuth } from './auth/start-auth.js'
import { readSecret } from './auth/secret.js'
import { ClassTraceService } from './control/class-trace-service.js'
import { EmulatorLink } from './control/emulator-link.js'
import { EpochScheduler } from './control/epoch-scheduler.js'
import { EvidenceService } from './control/evidence-service.js'
import { ExplainService } from './control/explain-service.js'
import { IntentService } from './control/intent-service.js'
import { NetworkService } from './control/network-service.js'
import { NetworkWatch } from './control/network-watch.js'
import { type PlanChange, PlanService } from './control/plan-service.js'
import { RolloutService } from './control/rollout-service.js'
import { RuleService } from './control/rule-service.js'
import { ScenarioService } from './control/scenario-service.js'
import { TopologyService } from './control/topology-service.js'
import { TraceService } from './control/trace-service.js'
import { TrafficService } from './control/traffic-service.js'
import { Idempotency } from './http/idempotency.js'
import { type Limits, usualLimits } from './http/limits.js'
import { RateLimits } from './http/rate-limits.js'
import { ResponseCache } from './http/response-cache.js'
import type { LogRing } from './log-ring.js'
import { Metrics } from './metrics.js'
import type { Services } from './services.js'
import { keepAlert, readAlerts } from './store/alert-rows.js'
import { updateNetwork } from './store/network-rows.js'
import type { Store } from './store/open-store.js'
import { RedisLink } from './store/redis-link.js'
import { keepState } from './store/state-rows.js'
import type { OpenLanguageClient } from './language/language-client.js'
import type { PlannerPool } from './workers/planner-pool.js'
import { Channels } from './ws/channels.js'

/** Alerts of earlier days that are read at the start. */
const keptAlerts = 500

export interface WireOptions {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** The latest lines of the log. */
  readonly logs: LogRing
  readonly planner: PlannerPool
  readonly openLanguage: OpenLanguageClient
  readonly socketPath: string
  readonly dataDir: string
  /** Between two looks of assurance at a network, ms. Default 5 s. */
  readonly assureEveryMs?: number
  /** Folder of the scenarios that can be played. */
  readonly scenariosDir?: string
  /** Those that are not the usual ones. */
  readonly limits?: Partial<Limits>
  readonly redisUrl?: string
  /** Between two samples of telemetry, ms. Default 1 s. */
  readonly sampleEveryMs?: number
}

/** Services that run, and how they end. */
export interface Wired {
  readonly services: Services
  readonly deployments: DeploymentService
  readonly scheduler: EpochScheduler
  close(): Promise<void>
}

/** Makes all services and joins them: the only place that knows all of them. Nothing runs before `startServices`. */
export async function wire(options: WireOptions): Promise<Wired> {
  const { store, clock, ids, log, logs, planner, socketPath, dataDir } = options
  const onError = (network: string, error: unknown) => log.error({ err: error, network }, 'background work failed')
  const networks = new NetworkService(store.main, clock)
  await networks.start()
  const emulator = new EmulatorLink(socketPath)
  const drivers = new DriverRegistry({ clock, emulated: { socketPath } }, (network, device) =>
    networks.live.driverOf(network, device),
  )
  const { journal, lease } = store
  const deployments = new DeploymentService({
    journal,
    lease,
    drivers,
    clock,
    ids,
    onError,
    checkPlan: (network, plan) => rollouts.refusalOf(network, plan),
  })
  const checkIdle = (network: string): void => rollouts.checkIdle(network)
  const intents = new IntentService({ database: store.main, networks, clock, checkIdle })
  const channels = new Channels(clock, journal)
  const onStep = (change: PlanChange) => channels.onPlanStep(change)
  const plans = new PlanService({ database: store.main, clock, networks, intents, planner, drivers, onStep })
  const evidence = new EvidenceService({ database: store.main, networks, planner, onError })
  const rollouts: RolloutService = new RolloutService({
    database: store.main,
    evidence,
    journal,
    service: deployments,
    plans,
    intents,
    clock,
    onApplied: (network) => watch.onApplied(network),
    onError,
  })
  logs.subscribe((line) => channels.onLog(line))
  const alerts = new AlertBook({ clock, ids, known: await readAlerts(store.main.read, keptAlerts) })
  const scenarios = new ScenarioService({
    clock,
    ids,
    ...(options.scenariosDir === undefined ? {} : { folder: options.scenariosDir }),
    onError: (error) => log.error({ err: error }, 'a scenario could not be played'),
  })
  const traffic = new TrafficService({ database: store.main, clock, networks })
  const rings = new MetricRings()
  const thresholds = new ThresholdRules(alerts, rings)
  const rules = new RuleService({ database: store.main, clock, ids, thresholds })
  const watch: NetworkWatch = new NetworkWatch({
    traffic,
    database: store.main,
    clock,
    networks,
    intents,
    rollouts,
    planner,
    emulator,
    drivers,
    alerts,
    sampleEveryMs: options.sampleEveryMs ?? 1_000,
    onSample: (sample) => {
      rings.add(sample)
      thresholds.judge(sample)
      channels.onSample(sample)
    },
    onError,
  })
  const assurance = new Assurance({
    clock,
    drivers,
    alerts,
    target: (network) => watch.target(network),
    isBusy: (network) => rollouts.wasBusy(network),
    verifyObserved: (network, state) => watch.verifyObserved(network, state),
    intervalMs: options.assureEveryMs ?? 5_000,
    onError,
  })
  alerts.subscribe((change) => {
    channels.onAlert(change)
    const { network, id, code, subject } = change.alert
    log.info({ network, alert: id, code, subject }, `alert ${change.type}`)
    store.main
      .write((manager) => keepAlert(manager, change.alert))
      .catch((error) => onError(change.alert.network, error))
  })
  deployments.subscribe((change) => {
    channels.onDeployment(change)
    const { network, deployment, event } = change.record
    log.info({ network, deployment, event: event.type }, 'deployment step')
    alertFromDeployment(alerts, change)
  })
  assurance.subscribe(({ network, observed, observedRevision, at, unreachable }) => {
    if (unreachable.length > 0) return
    const keep = store.main.write(async (manager) => {
      await keepState(manager, network, 'observed', observed, { at })
      await updateNetwork(manager, network, { observedRevision })
    })
    keep.catch((error) => onError(network, error))
  })
  networks.subscribe({
    onTopology: async (network, topology) => {
      intents.forget(network)
      await watch.onTopology(network, topology)
    },
    onDeleted: async (network) => {
      intents.forget(network)
      channels.forget(network)
      rings.forget(network)
      await rules.forget(network)
      await watch.onDeleted(network)
    },
  })
  const scheduler = new EpochScheduler({
    clock,
    networks,
    plans,
    rollouts,
    alerts,
    resolve: async (network, { files }) => (await intents.resolve(network, files)).intents,
    onError,
  })
  const secret = readSecret(dataDir)
  const limits = { ...usualLimits, ...options.limits }
  const redis =
    options.redisUrl === undefined ? undefined : new RedisLink(options.redisUrl, `paranet:${nameOf(secret)}:`, log)
  const auth = await startAuth({
    database: store.main,
    clock,
    ids,
    secret,
    onError: (error) => onError('', error),
  })
  const services: Services = {
    clock,
    ids,
    log,
    logs,
    metrics: metricsOf(),
    readiness: { isReady: false },
    store,
    ...auth,
    networks,
    topologies: new TopologyService({ networks, intents, planner, clock, checkIdle }),
    intents,
    plans,
    evidence,
    rollouts,
    explainer: new ExplainService({
      database: store.main,
      networks,
      intents,
      plans,
      rollouts,
      planner,
      observedVerdicts: (network) => assurance.latest(network)?.verdicts,
    }),
    tracer: new TraceService({ networks, intents, rollouts, emulator }),
    classTracer: new ClassTraceService({ networks, plans, rollouts, planner, watch }),
    traffic,
    scenarios,
    emulator,
    alerts,
    rings,
    rules,
    assurance,
    watch,
    channels,
    idempotency: new Idempotency(store.main, clock),
    limits,
    rates: new RateLimits(limits, redis),
    answers: new ResponseCache(redis),
    planner,
    openLanguage: options.openLanguage,
  }
  const close = async () => {
    await scheduler[Symbol.asyncDispose]()
    await scenarios[Symbol.asyncDispose]()
    await watch[Symbol.asyncDispose]()
    await assurance[Symbol.asyncDispose]()
    await deployments.stop()
    await rollouts[Symbol.asyncDispose]()
    await planner[Symbol.asyncDispose]()
    await drivers[Symbol.asyncDispose]()
    await emulator[Symbol.asyncDispose]()
    await redis?.[Symbol.asyncDispose]()
  }
  return { services, deployments, scheduler, close }
}

/** Takes up what an earlier life left: rows, devices, deployments that are not finished; then looks after all networks. */
export async function startServices({ services, deployments, scheduler }: Wired): Promise<void> {
  const { rollouts, watch, assurance, readiness } = services
  await rollouts.start()
  for (const { id } of await services.networks.list()) await services.rules.start(id)
  await watch.start(assurance)
  await deployments.start()
  scheduler.start()
  readiness.isReady = true
}

/** A name for everything that is signed with the secret, which says nothing about it. */
const nameOf = (secret: string): string => createHash('sha256').update(`name ${secret}`).digest('hex').slice(0, 12)

function metricsOf(): Metrics {
  const metrics = new Metrics()
  metrics.gauge('process_resident_memory_bytes', () => process.memoryUsage.rss())
  metrics.gauge('process_heap_bytes', () => process.memoryUsage().heapUsed)
  metrics.gauge('process_uptime_seconds', () => Math.floor(process.uptime()))
  return metrics
}
