import type { Clock, Ids } from '@paranet/network'
import type { AlertBook, Assurance, MetricRings } from '@paranet/orchestrator'
import type { Logger } from 'pino'
import type { ApiTokenService } from './auth/api-token-service.js'
import type { AuthService } from './auth/auth-service.js'
import type { UserService } from './auth/user-service.js'
import type { ClassTraceService } from './control/class-trace-service.js'
import type { EmulatorLink } from './control/emulator-link.js'
import type { EvidenceService } from './control/evidence-service.js'
import type { ExplainService } from './control/explain-service.js'
import type { IntentService } from './control/intent-service.js'
import type { NetworkService } from './control/network-service.js'
import type { NetworkWatch } from './control/network-watch.js'
import type { PlanService } from './control/plan-service.js'
import type { RolloutService } from './control/rollout-service.js'
import type { RuleService } from './control/rule-service.js'
import type { ScenarioService } from './control/scenario-service.js'
import type { TopologyService } from './control/topology-service.js'
import type { TraceService } from './control/trace-service.js'
import type { TrafficService } from './control/traffic-service.js'
import type { Idempotency } from './http/idempotency.js'
import type { Limits } from './http/limits.js'
import type { RateLimits } from './http/rate-limits.js'
import type { ResponseCache } from './http/response-cache.js'
import type { OpenLanguageClient } from './language/language-client.js'
import type { LogRing } from './log-ring.js'
import type { Metrics } from './metrics.js'
import type { Store } from './store/open-store.js'
import type { PlannerPool } from './workers/planner-pool.js'
import type { Channels } from './ws/channels.js'

/** Whether the server has taken up what an earlier life left. */
export interface Readiness {
  isReady: boolean
}

/** Everything that routes and channels work with. */
export interface Services {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly logs: LogRing
  readonly metrics: Metrics
  readonly readiness: Readiness
  readonly store: Store
  readonly auth: AuthService
  readonly users: UserService
  readonly apiTokens: ApiTokenService
  readonly networks: NetworkService
  readonly topologies: TopologyService
  readonly intents: IntentService
  readonly plans: PlanService
  readonly evidence: EvidenceService
  readonly rollouts: RolloutService
  readonly tracer: TraceService
  readonly classTracer: ClassTraceService
  readonly explainer: ExplainService
  readonly traffic: TrafficService
  readonly scenarios: ScenarioService
  readonly emulator: EmulatorLink
  readonly alerts: AlertBook
  readonly rings: MetricRings
  readonly rules: RuleService
  readonly assurance: Assurance
  readonly watch: NetworkWatch
  readonly channels: Channels
  readonly idempotency: Idempotency
  readonly limits: Limits
  readonly rates: RateLimits
  readonly answers: ResponseCache
  readonly planner: PlannerPool
  readonly openLanguage: OpenLanguageClient
}
