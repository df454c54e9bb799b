/** `precopy lab`: serves the lab on this machine, or writes it as one file that needs no server. */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Argv } from 'yargs';
import { Problem } from '../../text/problem.ts';
import { readBuilt, writeAll } from '../files/files.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { print, remark } from './terminal.ts';

/** Always the same, so that links that were shared stay valid. */
const USUAL_PORT = 8321;

function options(parser: Argv) {
  return parser
    .options({
      port: { ...option.number('port on this machine; 0 for any free one'), default: USUAL_PORT },
      open: option.flag('open the page in the browser'),
      output: {
        ...option.text('write the lab as one HTML file that works from disk, and serve nothing'),
        alias: 'o',
      },
    })
    .epilogue(
      examples(
        ['lab', 'serve the lab and print its address'],
        ['lab -o lab.html', 'one file for a class without a network'],
      ),
    );
}

export const command = declareCommand(options, labCommand);

/** Reachable from this machine only. */
const HOST = '127.0.0.1';

const PORT_MOST = 65_535;

/** Serves until it is interrupted. @throws Problem for a port or a file that cannot be used. */
async function labCommand({ port, open, output }: Given<typeof options>): Promise<void> {
  const page = readBuilt('lab.html', 'precopy lab');
  if (output !== undefined) {
    writeAll(dirname(output), { [basename(output)]: page });
    print(`The lab is in ${output}: open it in a browser.`);
    return;
  }
  const address = await listen(labServer(page), requirePort(port));
  print(`The lab is at ${address}`);
  remark('Ctrl+C ends it.');
  if (open) openBrowser(address);
}

function requirePort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MOST) return port;
  const hint = `a whole number from 0 to ${PORT_MOST}`;
  throw new Problem([{ where: '--port', message: 'not a valid port', hint }]);
}

/** Serves the one page; every other address is not found. */
function labServer(page: string): Server {
  return createServer(({ method, url }, response) => {
    const isPage = url?.split(/[?#]/)[0] === '/' && (method === 'GET' || method === 'HEAD');
    response.writeHead(isPage ? 200 : 404, {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'text/plain',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    response.end(isPage && method === 'GET' ? page : undefined);
  });
}

/** @returns the address. @throws Problem when the port cannot be used. */
function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      const message = code === 'EADDRINUSE' ? 'it is in use' : `it cannot be used (${code})`;
      const hint = 'name another, or 0 for any that is free';
      reject(new Problem([{ where: `--port ${port}`, message, hint }]));
    });
    server.listen(port, HOST, () => {
      const bound = server.address();
      const used = typeof bound === 'object' && bound !== null ? bound.port : port;
      resolve(`http://${HOST}:${used}/`);
    });
  });
}

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Tries to open a browser; the address is printed anyway. */
function openBrowser(address: string): void {
  const [command = 'xdg-open', ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...words, address], { stdio: 'ignore', detached: true });
  child.on('error', () => remark('No browser could be opened; open the address yourself.'));
  child.unref();
}
