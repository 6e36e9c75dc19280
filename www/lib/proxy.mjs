import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';

// RFC 9110 §7.6.1: these speak about one connection and are never passed on.
const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]);

// The gateway may take 60 s to decide; the shop must not give up before the checkout service does.
const ANSWER_WITHIN_MS = 90_000;

/** Passes requests on to `base` as they are, bodies streamed both ways, and answers 502 when it cannot. */
export function proxyTo(base) {
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
  return (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://shop.invalid');
    const outgoing = send(base, {
      path: pathname + search,
      method: request.method,
      headers: requestHeaders(request),
      timeout: ANSWER_WITHIN_MS,
    });
    outgoing.on('response', incoming => {
      for (const [name, value] of endToEnd(incoming.headersDistinct)) response.setHeader(name, value);
      response.writeHead(incoming.statusCode);
      pipeline(incoming, response, () => {});
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', () => refuse(response));
    response.on('close', () => outgoing.destroy());
    pipeline(request, outgoing, () => {});
  };
}

// Host and Origin stay the shopper's, so that the service can compare the two and build addresses of this origin.
function requestHeaders(request) {
  const headers = Object.fromEntries(endToEnd(request.headersDistinct));
  headers.host = request.headers.host ?? '';
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  headers['x-forwarded-proto'] = 'http';
  return headers;
}

function endToEnd(headers) {
  const named = (headers.connection ?? []).flatMap(list => list.split(',')).map(name => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  return Object.entries(headers)
    .filter(([name]) => !dropped.has(name))
    .map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
}

function refuse(response) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(502);
  response.end(JSON.stringify({ error: { code: 'checkout_unreachable', message: 'the checkout service does not answer' } }));
}
