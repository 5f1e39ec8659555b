"""A model behind an OpenAI-compatible server in the test's own process: a subclass says what it answers."""
import http.server
import json
import re


class ChatModel(http.server.BaseHTTPRequestHandler):
    def answers_to(self, body, prompt):
        """The answers by question, as the schema asks for them, to a request and the text of its prompt."""
        raise NotImplementedError

    def more_of(self, body, text):
        """Further members of the choice, such as `logprobs`, beside the text of the answers."""
        return {}

    def model_of(self, body, prompt):
        """What the server calls the model."""
        return body["model"]

    def request_id(self, prompt):
        """What it calls the request; empty: nothing."""
        return ""

    def tokens_of(self, prompt):
        """Prompt tokens, as it counts them."""
        return len(re.findall(r"[^\W\d]+|\d{1,3}|[^\w\s]|_", prompt))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n".join(part if isinstance(part, str) else json.dumps(part) for part in (m["content"] for m in body["messages"]))
        prompt = prompt.replace("\\n", "\n").replace('\\"', '"')
        text = json.dumps(self.answers_to(body, prompt))
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}, **self.more_of(body, text)}
        reply = json.dumps({"id": "1", "object": "chat.completion", "model": self.model_of(body, prompt), "choices": [choice],
                            "usage": {"prompt_tokens": self.tokens_of(prompt), "completion_tokens": 30}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        if self.request_id(prompt):
            self.send_header("x-request-id", self.request_id(prompt))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass
