// What the compiler refuses. Never called: `@ts-expect-error` makes the build fail if a line were accepted.

import { type NewOrder, orders } from "./client.js";

export async function mistakes(): Promise<void> {
  // @ts-expect-error the service knows no `color`; fields too many are seen only where the type is written
  const order: NewOrder = { sku: "book", quantity: 2, color: "red" };

  // @ts-expect-error `quantity` has another name
  await orders.POST("/orders", { body: { sku: "book", pieces: 2 } });

  // @ts-expect-error `quantity` is a number
  await orders.POST("/orders", { body: { sku: "book", quantity: "2" } });

  // @ts-expect-error there is no such path
  await orders.POST("/order", { body: order });

  const { data } = await orders.POST("/orders", { body: order });
  // @ts-expect-error the answer has no `total`
  console.log(data?.total);
}
