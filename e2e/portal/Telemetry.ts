import { findFreePort } from '@backstage-bitbucket/test-kit';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Receives the telemetry of one portal: scrapes its metrics like Prometheus, and is its collector for traces. */
export class Telemetry {
  readonly #received: Buffer[] = [];
  readonly #collector = createServer(async (request, response) => {
    for await (const chunk of request) {
      this.#received.push(chunk as Buffer);
    }
    response.end();
  });

  /** Set by `listen`. */
  #metricsUrl = '';

  /** Returns the environment variables of the portal. */
  async listen(): Promise<Record<string, string>> {
    await once(this.#collector.listen(0, '127.0.0.1'), 'listening');
    const { port } = this.#collector.address() as AddressInfo;
    const metricsPort = await findFreePort();
    this.#metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    return {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
    };
  }

  /** Returns the current metrics in the format of Prometheus. */
  async metrics(): Promise<string> {
    return (await fetch(this.#metricsUrl)).text();
  }

  /** Returns the received bytes of Protocol Buffers, in which texts are readable. */
  traces(): string {
    return Buffer.concat(this.#received).toString('latin1');
  }

  async close(): Promise<void> {
    this.#collector.closeAllConnections();
    this.#collector.close();
  }
}
