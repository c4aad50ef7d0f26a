// The public openai client against a running server: node client.mjs BASE_URL SCENARIO. Prints what it saw; an assertion that fails ends it with 1.
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, scenario] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
const model = "zhiyan-mini";
const capital = [{ role: "user", content: "What is the capital of France? Answer in one word." }];
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Get the current weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

const scenarios = {
  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    assert.ok(ids.includes(model), ids.join());
    assert.equal((await client.models.retrieve(model)).object, "model");
  },

  async chat() {
    const reply = await client.chat.completions.create({ model, messages: capital, temperature: 0, max_tokens: 32 });
    assert.match(reply.choices[0].message.content, /Paris/);
    assert.equal(reply.choices[0].finish_reason, "stop");
    assert.equal(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens);
  },

  async stream() {
    const stream = await client.chat.completions.create({
      model, messages: [{ role: "user", content: "中国的首都是哪座城市？" }], temperature: 0, max_tokens: 48, stream: true, stream_options: { include_usage: true },
    });
    let text = "", role, finish, usage, pieces = 0;
    for await (const chunk of stream) {
      role ??= chunk.choices[0]?.delta.role;
      text += chunk.choices[0]?.delta.content ?? "";
      finish ??= chunk.choices[0]?.finish_reason;
      usage = chunk.usage ?? usage;
      pieces++;
    }
    assert.equal(role, "assistant");
    assert.match(text, /北京/);
    assert.ok(pieces > 4, `${pieces} pieces`);
    assert.equal(finish, "stop");
    assert.ok(usage.completion_tokens > 0);
  },

  // The client's own helper puts the deltas together: what it makes of the stream must be what a whole reply says.
  async helper() {
    const request = { model, messages: capital, temperature: 0, max_tokens: 32 };
    const streamed = await client.chat.completions.stream(request).finalChatCompletion();
    const whole = await client.chat.completions.create(request);
    assert.equal(streamed.choices[0].message.content, whole.choices[0].message.content);
  },

  async tools() {
    const messages = [{ role: "user", content: "What is the weather in Paris right now?" }];
    const stream = client.chat.completions.stream({ model, messages, tools: [weather], temperature: 0, max_tokens: 96 });
    const { choices: [choice] } = await stream.finalChatCompletion();
    assert.equal(choice.finish_reason, "tool_calls");
    const [call] = choice.message.tool_calls;
    assert.match(call.id, /^call_/);
    assert.equal(call.function.name, "get_weather");
    assert.match(JSON.parse(call.function.arguments).city, /^Paris/);

    const answer = await client.chat.completions.create({
      model, temperature: 0, max_tokens: 64, tools: [weather],
      messages: [...messages, { role: "assistant", content: null, tool_calls: choice.message.tool_calls }, { role: "tool", tool_call_id: call.id, content: '{"temperature_c": 21, "sky": "clear"}' }],
    });
    assert.match(answer.choices[0].message.content, /21|clear/i);
  },

  async structured() {
    const schema = {
      type: "object", required: ["city", "country", "population_millions", "coastal"], additionalProperties: false,
      properties: { city: { type: "string" }, country: { enum: ["France", "China", "other"] }, population_millions: { type: "integer", minimum: 0, maximum: 99 }, coastal: { type: "boolean" } },
    };
    const messages = [{ role: "user", content: "Describe Paris." }];
    const reply = await client.chat.completions.create({
      model, messages, temperature: 0.8, seed: 3, max_tokens: 96, response_format: { type: "json_schema", json_schema: { name: "city", strict: true, schema } },
    });
    assert.equal(reply.choices[0].finish_reason, "stop");
    const city = JSON.parse(reply.choices[0].message.content);
    assert.deepEqual(Object.keys(city), Object.keys(schema.properties));
    assert.ok(Number.isInteger(city.population_millions) && typeof city.coastal === "boolean" && schema.properties.country.enum.includes(city.country));

    const some = await client.chat.completions.create({ model, messages, temperature: 0, max_tokens: 200, response_format: { type: "json_object" } });
    if (some.choices[0].finish_reason === "stop") assert.equal(typeof JSON.parse(some.choices[0].message.content), "object");

    const refused = async (schema, words) => assert.rejects(
      client.chat.completions.create({ model, messages, response_format: { type: "json_schema", json_schema: { name: "refused", schema } } }),
      error => error instanceof OpenAI.BadRequestError && error.param.startsWith("response_format") && words.test(error.message));
    await refused({ type: "object", properties: { n: { type: "integer", minimum: 3, maximum: 2 } }, required: ["n"] }, /properties.n/);
    await refused({ type: "object", properties: { list: { type: "array", items: { type: "object" }, uniqueItems: true } } }, /uniqueItems.*properties.list|properties.list.*uniqueItems/);
  },

  async required() {
    const strict = { ...weather, function: { ...weather.function, strict: true, parameters: { ...weather.function.parameters, additionalProperties: false } } };
    const say = { type: "function", function: { name: "say", description: "Say something", parameters: { type: "object", properties: { words: { enum: ["yes", "no"] } }, required: ["words"] } } };
    const messages = [{ role: "user", content: "Hello! How are you?" }];
    const forced = await client.chat.completions.create({ model, messages, tools: [strict, say], tool_choice: { type: "function", function: { name: "say" } }, temperature: 0, max_tokens: 64 });
    assert.equal(forced.choices[0].finish_reason, "tool_calls");
    assert.equal(forced.choices[0].message.tool_calls[0].function.name, "say");
    assert.match(JSON.parse(forced.choices[0].message.tool_calls[0].function.arguments).words, /^(yes|no)$/);

    const any = await client.chat.completions.create({ model, messages, tools: [strict, say], tool_choice: "required", parallel_tool_calls: false, temperature: 0, max_tokens: 64 });
    assert.equal(any.choices[0].message.tool_calls.length, 1);

    const free = await client.chat.completions.create({ model, messages: [{ role: "user", content: "What is the weather in Paris right now?" }], tools: [strict], temperature: 0, max_tokens: 96 });
    assert.match(JSON.parse(free.choices[0].message.tool_calls[0].function.arguments).city, /Paris/);

    const none = await client.chat.completions.create({ model, messages, tools: [strict], tool_choice: "none", temperature: 0, max_tokens: 16 });
    assert.equal(none.choices[0].message.tool_calls, undefined);
    await assert.rejects(client.chat.completions.create({ model, messages, tools: [say], tool_choice: { type: "function", function: { name: "nobody" } } }), error => error instanceof OpenAI.BadRequestError);
  },

  // Clients at the same time, each with an answer of its own: the same as alone.
  async together() {
    const ask = word => client.chat.completions.create({ model, messages: [{ role: "user", content: `Write one short sentence with the word ${word}.` }], temperature: 0.9, seed: 5, max_tokens: 24 });
    const words = ["apple", "river", "秋天", "music", "train", "月亮", "bread", "snow"];
    const together = await Promise.all(words.map(ask));
    for (const [index, word] of words.entries()) assert.equal(together[index].choices[0].message.content, (await ask(word)).choices[0].message.content);
  },

  async logprobs() {
    const reply = await client.chat.completions.create({ model, messages: capital, temperature: 0, max_tokens: 8, logprobs: true, top_logprobs: 5 });
    const { content } = reply.choices[0].logprobs;
    assert.equal(content.map(entry => entry.token).join(""), reply.choices[0].message.content);
    for (const entry of content) {
      assert.equal(entry.top_logprobs.length, 5);
      assert.equal(entry.top_logprobs[0].token, entry.token);
      assert.ok(entry.logprob <= 0);
      assert.equal(Buffer.from(entry.bytes).toString(), entry.token);
    }
  },

  async completion() {
    const scored = await client.completions.create({ model, prompt: "The capital of France is Paris", echo: true, logprobs: 1, max_tokens: 0 });
    const { tokens, token_logprobs } = scored.choices[0].logprobs;
    assert.equal(tokens.join(""), "The capital of France is Paris");
    assert.equal(token_logprobs[0], null);
    assert.ok(token_logprobs.slice(1).every(value => value <= 0));

    const stream = await client.completions.create({ model, prompt: "1, 2, 3, 4,", temperature: 0, max_tokens: 8, stream: true });
    let text = "";
    for await (const piece of stream) text += piece.choices[0]?.text ?? "";
    assert.match(text, /5/);
  },

  // The client asks for base64 unless told otherwise, and turns it into numbers itself.
  async embeddings() {
    const request = { model: "zhiyan-embed", input: ["query: how much protein per day", "passage: Women need 46 grams of protein per day.", "passage: 南瓜"] };
    const { data, usage } = await client.embeddings.create(request);
    assert.deepEqual(data.map(entry => entry.index), [0, 1, 2]);
    const [query, ...passages] = data.map(entry => entry.embedding);
    const product = (left, right) => left.reduce((sum, value, index) => sum + value * right[index], 0);
    assert.equal(query.length, 384);
    assert.ok(Math.abs(product(query, query) - 1) < 1e-5);
    assert.ok(product(query, passages[0]) > product(query, passages[1]));
    assert.equal(usage.total_tokens, usage.prompt_tokens);

    const plain = await client.embeddings.create({ ...request, encoding_format: "float" });
    for (const [index, value] of plain.data[0].embedding.entries()) assert.ok(Math.abs(value - query[index]) < 1e-7);
    await assert.rejects(client.embeddings.create({ ...request, dimensions: 64 }), error => error instanceof OpenAI.BadRequestError && error.param === "dimensions");
  },

  async errors() {
    await assert.rejects(client.chat.completions.create({ model: "nobody", messages: capital }), error =>
      error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
    await assert.rejects(client.chat.completions.create({ model, messages: capital, temperature: 9 }), error =>
      error instanceof OpenAI.BadRequestError && error.param === "temperature");
    await assert.rejects(client.chat.completions.create({ model, messages: [{ role: "user", content: "word ".repeat(40_000) }], stream: true }), error =>
      error instanceof OpenAI.BadRequestError && error.code === "context_length_exceeded");
  },

  async abort() {
    const stream = await client.chat.completions.create({ model, messages: [{ role: "user", content: "Write a long story." }], stream: true });
    for await (const chunk of stream) if (chunk.choices[0].delta.content) break;     // leaving the loop closes the connection
    for (let wait = 0; wait < 100; wait++) {
      const health = await (await fetch(new URL("/health", baseURL))).json();
      if (health.active === 0) return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    assert.fail("the server still works for a client that has gone");
  },
};

await scenarios[scenario]();
console.log(`${scenario}: ok`);
