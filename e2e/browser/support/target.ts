import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A small web server on this machine, which can be stopped and started again on the same port, and told how to answer. */
export class Target {
  status = 200;
  /** How long the next answer takes to begin, and then to end. */
  delayMs = () => 0;
  bodyMs = () => 0;
  private server: Server | undefined;

  private constructor(private port: number) {}

  static async start(): Promise<Target> {
    const target = new Target(0);
    await target.start();
    return target;
  }

  get authority(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.authority}/`;
  }

  get portText(): string {
    return String(this.port);
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      setTimeout(() => {
        response.writeHead(request.url === "/moved" ? 302 : this.status, { Location: "/", "Content-Type": "text/plain" });
        response.write("It works.\n".repeat(100));
        setTimeout(() => response.end("It works.\n".repeat(100)), this.bodyMs());
      }, this.delayMs());
    });
    this.server = server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}
