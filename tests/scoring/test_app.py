"""The server asked without a network: MLflow's contract, the page's files, and every answer."""

import base64
import csv
import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.scoring import schema
from sonogenomics.scoring.app import FILES, application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.serving.servable import Servable
from tests.scoring.models import FEATURES, Bright, Client, patients, write_model


@pytest.fixture(scope="module")
def servable(tmp_path_factory: pytest.TempPathFactory) -> Servable:
    return Servable.load(write_model(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module")
def client(servable: Servable) -> Client:
    models = [Served(servable, "models:/sonogenomics-her2@champion", "3"), Served(Bright(), "b")]
    return Client(application(Shelf(models), Limits()))


@pytest.fixture
def x(rng: np.random.Generator) -> pd.DataFrame:
    return patients(rng, 40)[0].sample(7, random_state=1)


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def as_split(x: pd.DataFrame) -> dict[str, Any]:
    return {"dataframe_split": json.loads(x.to_json(orient="split", double_precision=15))}


def bodies(x: pd.DataFrame) -> dict[str, str]:
    records, columns = x.to_dict("records"), x.to_dict("list")
    split = {"columns": list(x.columns), "data": x.to_numpy().tolist(), "index": list(range(7))}
    sent = {
        "split": {"dataframe_split": split},
        "records": {"dataframe_records": records},
        "instances": {"instances": records},
        "instances, by column": {"instances": columns},
        "inputs": {"inputs": columns},
        "inputs, as records": {"inputs": records},
        "with params": {"inputs": records, "params": {}},
    }
    return {name: json.dumps(body) for name, body in sent.items()}


FORMS = ("split", "records", "instances", "instances, by column", "inputs", "inputs, as records")


@pytest.mark.parametrize("form", [*FORMS, "with params"])
@pytest.mark.parametrize("shuffled", [False, True])
def test_every_form_gives_the_models_own_numbers_to_the_last_bit(
    form: str, shuffled: bool, client: Client, servable: Servable, x: pd.DataFrame
) -> None:
    sent = x[x.columns[::-1]] if shuffled else x
    answer = client.ask(bodies(sent)[form])
    assert answer.status_code == 200, answer.text
    told = pd.DataFrame(answer.json()["predictions"])
    direct = servable.predict(x).reset_index(drop=True)
    pd.testing.assert_frame_equal(told, direct, check_exact=True)


@pytest.mark.parametrize("n", [1, 2, 3, 17, 256, 257, 5000])
def test_any_number_of_rows_gives_the_models_own_numbers_to_the_last_bit(
    n: int, client: Client, servable: Servable, rng: np.random.Generator
) -> None:
    x = patients(rng, n)[0]
    told = client.ask(json.dumps({"dataframe_records": x.to_dict("records")})).json()
    direct = servable.predict(x)
    pd.testing.assert_frame_equal(pd.DataFrame(told["predictions"]), direct, check_exact=True)


@pytest.mark.parametrize("kind", ["text/csv", "text/csv; charset=utf-8"])
def test_csv_gives_the_models_own_numbers_to_the_last_bit(
    kind: str, client: Client, servable: Servable, x: pd.DataFrame
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([list(x.columns), *x.to_numpy().tolist()])
    told = client.ask("\ufeff" + text.getvalue(), kind).json()["predictions"]
    direct = servable.predict(x).reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(told), direct, check_exact=True)


def test_one_patient_may_be_given_as_one_value_a_column(client: Client, x: pd.DataFrame) -> None:
    one = {"inputs": x.iloc[0].to_dict()}
    assert len(client.ask(one).json()["predictions"]) == 1


def test_whole_numbers_are_numbers(client: Client, servable: Servable) -> None:
    x = pd.DataFrame([[3] * len(FEATURES)], columns=FEATURES)
    told = client.ask(as_split(x)).json()["predictions"]
    pd.testing.assert_frame_equal(pd.DataFrame(told), servable.predict(x), check_exact=True)


def test_an_answer_says_which_model_answered_and_what_for(
    client: Client, servable: Servable, x: pd.DataFrame
) -> None:
    answer = client.ask(bodies(x)["split"])
    assert answer.headers["x-model-version"] == "3"
    assert answer.headers["x-model-fingerprint"] == servable.fingerprint
    assert answer.json()["model"] == {
        "where": "models:/sonogenomics-her2@champion",
        "version": "3",
        "fingerprint": servable.fingerprint,
    }
    assert answer.json()["statement"].startswith("Research use only, not for diagnosis.")


def test_images_of_a_patient_are_scored_together_under_the_name_that_was_sent(
    client: Client,
) -> None:
    records = [
        {"image": b64(b"\xff" * 8), "patient": "Müller, <b>"},
        {"image": b64(b"\x00" * 8), "patient": "Müller, <b>", "mask": ""},
        {"image": b64(b"\x00" * 4), "patient": 7, "mask": None},
    ]
    told = client.ask({"dataframe_records": records}).json()["predictions"]
    assert [one["patient"] for one in told] == ["Müller, <b>", "7"]
    assert [one["probability_her2_positive"] for one in told] == [0.5, 0.0]
    assert len(told[0]["images"]) == 2


def test_an_image_without_a_patient_is_a_patient_of_its_own(client: Client) -> None:
    told = client.ask({"inputs": {"image": [b64(b"\xff\xff")]}}).json()["predictions"]
    assert told[0]["patient"] == "image-1"


def test_lines_of_base64_are_joined_as_mlflows_clients_wrap_them(client: Client) -> None:
    wrapped = base64.encodebytes(bytes(200)).decode()
    told = client.ask({"dataframe_records": [{"image": wrapped}]})
    assert told.status_code == 200


def test_alive_and_which_mlflow(client: Client) -> None:
    import mlflow.version

    for address in ("/ping", "/health"):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (200, "\n")
    assert client.get("/version").text == mlflow.version.VERSION


def test_the_cards_are_told(client: Client, servable: Servable) -> None:
    about = schema.About.model_validate(client.get("/model").json())
    assert [one.kind for one in about.models] == ["urfs", "image"]
    assert about.models[0].card == json.loads(json.dumps(servable.card))
    assert "64 MiB" in about.limits


@pytest.mark.parametrize("address", FILES)
def test_the_pages_files_are_served_and_need_nothing_from_elsewhere(
    address: str, client: Client
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text.strip()
    outside = answer.text.replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in outside
    assert "https:" not in outside
    assert "innerHTML" not in answer.text


def test_the_headers_trust_nobody_and_do_not_say_what_runs_here(client: Client) -> None:
    headers = client.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_what_went_in_and_out_is_what_the_schema_says(client: Client, x: pd.DataFrame) -> None:
    for form in FORMS:
        body = bodies(x)[form]
        model = next(m for m in schema.FORMS if next(iter(m.model_fields)) in json.loads(body))
        model.model_validate_json(body)
        schema.Answer.model_validate(client.ask(body).json())
    told = client.ask({"dataframe_records": [{"image": b64(b"\xff"), "patient": "P1"}]})
    schema.Answer.model_validate(told.json())
    schema.Fault.model_validate(client.ask("{").json())


def test_the_schema_describes_requests_and_answers_without_loose_ends(client: Client) -> None:
    openapi = client.get("/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in openapi["components"]["schemas"]}
    text = json.dumps(openapi)
    used = {part.split('"')[0] for part in text.split('"$ref": "')[1:]}
    assert used <= known
    operation = openapi["paths"]["/invocations"]["post"]
    forms = operation["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert len(forms) == 4
    assert {"200", "400", "408", "413", "415", "503"} <= set(operation["responses"])


def test_a_fault_of_ours_is_a_sentence_without_a_trace(servable: Servable) -> None:
    class Broken(Bright):
        def predict(self, table: pd.DataFrame) -> pd.DataFrame:
            raise ZeroDivisionError(f"secret of {len(table)} images")

    client = Client(application(Shelf([Served(Broken(), "b")]), Limits()))
    answer = client.ask({"dataframe_records": [{"image": b64(b"\xff")}]})
    assert answer.status_code == 500
    assert answer.json()["message"] == "The server failed; the fault is ours and stands in its log."
