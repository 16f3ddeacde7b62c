// Places orders. Every path, field and answer below is checked against the service by the compiler.

import { type NewOrder, orders } from "./client.js";

const order: NewOrder = { sku: "book", quantity: 2 };
const accepted = await orders.POST("/orders", { body: order });
if (accepted.error) throw new Error(accepted.error.message);
console.log(`accepted as ${accepted.data.order_id}`);

// The compiler knows types, the service knows more: `quantity` goes up to 100. Errors are typed, too.
const refused = await orders.POST("/orders", { body: { ...order, quantity: 1000 } });
if (!refused.error) throw new Error("a thousand books were accepted");
console.log(`refused with ${refused.error.status} ${refused.error.code}`);
for (const { field, message } of refused.error.data?.errors ?? []) console.log(`  ${field}: ${message}`);

// A header of one call goes before that of the client. Middleware answers where it is missing.
const stranger = await orders.POST("/orders", { body: order, headers: { "x-customer": null } });
console.log(`without a name: ${stranger.error?.message}`);
