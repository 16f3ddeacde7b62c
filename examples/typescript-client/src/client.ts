// The client: a few lines of `fetch`, and the types of `npm run types`.

import createClient from "openapi-fetch";

import type { components, paths } from "./orders.js";

export type NewOrder = components["schemas"]["NewOrder"];

export const orders = createClient<paths>({
  baseUrl: process.env.ORDERS_URL ?? "http://localhost:9000",
  // The service's middleware asks who is calling.
  headers: { "x-customer": "ann" },
});
