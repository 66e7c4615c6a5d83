/** Solves square systems: keeps the triangular factors of a matrix (rows interchanged for the largest pivot). */
export class DenseSolver {
  private size = 0
  private factors: Float64Array = new Float64Array(0)
  private order: Int32Array = new Int32Array(0)

  /** Factors the matrix, row by row in `matrix`, which it keeps and overwrites. False where it is singular. */
  factor(matrix: Float64Array, size: number): boolean {
    this.size = size
    this.factors = matrix
    if (this.order.length < size) this.order = new Int32Array(size * 2)
    const { order } = this
    for (let i = 0; i < size; i++) order[i] = i
    for (let k = 0; k < size; k++) {
      let best = k
      let most = Math.abs(matrix[k * size + k] as number)
      for (let i = k + 1; i < size; i++) {
        const one = Math.abs(matrix[i * size + k] as number)
        if (one <= most) continue
        most = one
        best = i
      }
      if (most < 1e-12) return false
      if (best !== k) this.swap(k, best)
      const pivot = matrix[k * size + k] as number
      for (let i = k + 1; i < size; i++) {
        const share = (matrix[i * size + k] as number) / pivot
        if (share === 0) continue
        matrix[i * size + k] = share
        const row = i * size
        const top = k * size
        for (let j = k + 1; j < size; j++)
          matrix[row + j] = (matrix[row + j] as number) - share * (matrix[top + j] as number)
      }
    }
    return true
  }

  private swap(a: number, b: number): void {
    const { factors, size, order } = this
    for (let j = 0; j < size; j++) {
      const kept = factors[a * size + j] as number
      factors[a * size + j] = factors[b * size + j] as number
      factors[b * size + j] = kept
    }
    const kept = order[a] as number
    order[a] = order[b] as number
    order[b] = kept
  }

  /** x with M x = b. */
  solve(b: Float64Array): Float64Array {
    const { size, factors, order } = this
    const x = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let sum = b[order[i] as number] as number
      for (let j = 0; j < i; j++) sum -= (factors[i * size + j] as number) * (x[j] as number)
      x[i] = sum
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = x[i] as number
      for (let j = i + 1; j < size; j++) sum -= (factors[i * size + j] as number) * (x[j] as number)
      x[i] = sum / (factors[i * size + i] as number)
    }
    return x
  }

  /** x with Mᵀ x = b. */
  solveTransposed(b: Float64Array): Float64Array {
    const { size, factors, order } = this
    const y = b.slice(0, size)
    for (let i = 0; i < size; i++) {
      y[i] = (y[i] as number) / (factors[i * size + i] as number)
      const one = y[i] as number
      if (one !== 0)
        for (let j = i + 1; j < size; j++) y[j] = (y[j] as number) - one * (factors[i * size + j] as number)
    }
    for (let i = size - 1; i >= 0; i--) {
      const one = y[i] as number
      if (one !== 0) for (let j = 0; j < i; j++) y[j] = (y[j] as number) - one * (factors[i * size + j] as number)
    }
    const x = new Float64Array(size)
    for (let i = 0; i < size; i++) x[order[i] as number] = y[i] as number
    return x
  }
}
