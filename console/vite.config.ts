import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const backend = process.env['PARANET_SERVER'] ?? 'http://127.0.0.1:8080'

// Nothing is inlined into the page, so that it runs under a policy of `default-src 'self'`.
export default defineConfig({
  plugins: [react()],
  base: '/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': backend,
      '/ws': { target: backend.replace(/^http/, 'ws'), ws: true },
    },
  },
})
