/** Counters that `/metrics` shows. */
export class Metrics {
  readonly #requests = new Map<number, number>()
  readonly #gauges = new Map<string, () => number>()

  countRequest(status: number): void {
    this.#requests.set(status, (this.#requests.get(status) ?? 0) + 1)
  }

  /** A number that is read when it is asked for. */
  gauge(name: string, read: () => number): void {
    this.#gauges.set(name, read)
  }

  /** In the text format of Prometheus. */
  text(): string {
    const requests = [...this.#requests].sort(([a], [b]) => a - b)
    const lines = ['# TYPE paranet_http_requests_total counter']
    for (const [status, count] of requests) lines.push(`paranet_http_requests_total{status="${status}"} ${count}`)
    for (const [name, read] of this.#gauges) lines.push(`# TYPE paranet_${name} gauge`, `paranet_${name} ${read()}`)
    return `${lines.join('\n')}\n`
  }
}
