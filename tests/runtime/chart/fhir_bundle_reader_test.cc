#include "runtime/chart/fhir_bundle_reader.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

TEST_CASE("A patient and the case's name") {
  ReaderFixture f;
  REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"Patient","id":"p1","birthDate":"1956-08-14",
    "gender":"male","name":[{"given":["Ann","B"]},{"family":"Test","given":["C"]}],
    "deceasedBoolean":false})"})));
  CHECK(f.chart->id() == "c1");
  REQUIRE(f.Rows("patient").size() == 1);
  CHECK(f.Show("patient", 0, "birth") == "1956-08-14");
  CHECK(f.At("patient", 0, "birth").value.kind() == values::Kind::kDate);
  CHECK(f.Show("patient", 0, "sex") == "male");
  CHECK(f.Show("patient", 0, "family") == "Test");
  CHECK(f.Show("patient", 0, "given") == "Ann");
  CHECK(f.Show("patient", 0, "deceased") == "false");
  CHECK(f.Show("patient", 0, "death") == "");
  CHECK(f.chart->resources()[0].id == "p1");
  CHECK(f.chart->resources()[0].type == "Patient");

  // Without a Bundle id the Patient's names the case.
  REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"Patient","id":"p1"})"}, "")));
  CHECK(f.chart->id() == "p1");
  REQUIRE_FALSE(f.Read(R"({"entry":[],"resourceType":"Bundle"})"));
  CHECK(f.chart->id() == "");
}

TEST_CASE("Key order, white space and escapes do not matter") {
  ReaderFixture f;
  REQUIRE_FALSE(
      f.Read(" { \"entry\" : [ { \"resource\" : {\r\n \"gender\":\"m\\u0061le\" ,"
             "\"birth\\u0044ate\" : \"1956\" , \"id\":\"p\\/1\",\"\\u0072esourceType\":"
             "\"P\\u0061tient\" } , \"fullUrl\":\"x\" } ] , \"id\":\"c\\n\",\t"
             "\"resource\\u0054ype\":\"Bundle\" } "));
  CHECK(f.chart->id() == "c\n");
  CHECK(f.Show("patient", 0, "sex") == "male");
  CHECK(f.Show("patient", 0, "birth") == "1956");
  CHECK(f.chart->resources()[0].id == "p/1");
}

TEST_CASE("Times are points or periods, as precise as they are written") {
  ReaderFixture f;
  REQUIRE_FALSE(f.Read(BundleOf(
      {R"({"resourceType":"Condition","onsetDateTime":"2019-03","recordedDate":"2020"})",
       R"({"resourceType":"Condition","recordedDate":"2020-01-01T10:00:00+05:45",
          "onsetPeriod":{"start":"2018-01-01"}})",
       R"({"resourceType":"Condition","onsetDateTime":"yesterday"})",
       R"({"resourceType":"Condition","onsetString":"childhood"})",
       R"({"resourceType":"Condition","onsetPeriod":{"end":"2018"},"onsetDateTime":"2017"})",
       R"({"resourceType":"Condition","onsetDateTime":"bad","recordedDate":"2021-05-05"})"})));
  CHECK(f.Show("condition", 0, "onset") == "period 2019-03T..?");
  CHECK_FALSE(f.Rows("condition")[0].at.is_period);
  CHECK(f.Rows("condition")[0].at.start.precision == values::Precision::kMonth);
  CHECK_FALSE(f.Rows("condition")[0].at.start.is_date);
  CHECK(f.Show("condition", 1, "onset") == "period 2018-01-01T..?");
  CHECK_FALSE(f.Rows("condition")[1].at.is_period);
  CHECK_FALSE(f.Rows("condition")[1].at.has_end);
  CHECK(f.Show("condition", 1, "recorded") == "2020-01-01T10:00:00+05:45");
  CHECK(f.Show("condition", 2, "onset") == "unreadable unreadable_value yesterday");
  CHECK_FALSE(f.Rows("condition")[2].at.known());
  CHECK(f.Show("condition", 3, "onset") == "");
  CHECK(f.Show("condition", 4, "onset") == "period 2017T..?");
  CHECK(f.Show("condition", 5, "onset") == "period 2021-05-05T..?");
}

TEST_CASE("A period that is over by its status has an end, if none that is written") {
  ReaderFixture f;
  const auto stay = [](std::string_view status, std::string_view period) {
    return fmt::format(R"({{"resourceType":"Encounter","status":"{}","period":{{{}}}}})", status,
                       period);
  };
  REQUIRE_FALSE(f.Read(BundleOf(
      {stay("finished", R"("start":"2024-03-01")"), stay("in-progress", R"("start":"2024-03-01")"),
       stay("finished", R"("start":"2024-03-01","end":"2024-03-02")"),
       R"({"resourceType":"Condition","onsetDateTime":"2019","abatementDateTime":
                           "2020"})",
       R"({"resourceType":"Condition","onsetPeriod":{"start":"2019","end":"2020"}})",
       R"({"resourceType":"Condition","onsetPeriod":{"end":"2020"}})"})));
  CHECK(f.Show("encounter", 0, "stay") == "period 2024-03-01T..?");
  CHECK_FALSE(f.Rows("encounter")[0].at.is_period);
  CHECK(f.Show("encounter", 1, "stay") == "period 2024-03-01T..");
  CHECK(f.Show("encounter", 2, "stay") == "period 2024-03-01T..2024-03-02T");
  CHECK(f.Show("condition", 0, "onset") == "period 2019T..2020T");
  CHECK(f.Rows("condition")[0].at.has_end);
  CHECK(f.Show("condition", 1, "onset") == "period 2019T..?");
  CHECK(f.Show("condition", 2, "onset") == "period 2020T..?");
}

TEST_CASE("A code set is looked for in all places that an attribute names") {
  ReaderFixture f;
  REQUIRE_FALSE(f.Read(BundleOf(
      {R"({"resourceType":"Encounter","status":"finished","type":[{"coding":[{"system":"s","code":
           "1"}]},{"text":"ward"}],"class":{"system":"a","code":"IMP"}})",
       R"({"resourceType":"Encounter","status":"finished","class":{"system":"a","code":"IMP"}})"})));
  CHECK(f.Show("encounter", 0, "code") == "codes s|1,a|IMP,;ward{}");
  CHECK(f.Show("encounter", 0, "class") == "codes a|IMP,;{}");
  CHECK(f.Show("encounter", 0, "type") == "codes s|1,;ward{}");
  CHECK(f.Show("encounter", 1, "code") == "codes a|IMP,;{}");
  CHECK(f.Show("encounter", 1, "type") == "");
}

TEST_CASE("Quantities keep their digits, their unit and their doubts") {
  ReaderFixture f;
  const auto quantity = [&](std::string_view json) {
    REQUIRE_FALSE(f.Read(
        BundleOf({R"({"resourceType":"Observation","valueQuantity":)" + std::string(json) + "}"})));
    return f.Show("lab result", 0, "result");
  };
  const std::string ucum = R"("system":"http://unitsofmeasure.org")";
  CHECK(quantity(R"({"value":1.30,"unit":"mg/dL"})") == "1.30 mg/dL");
  CHECK(quantity(R"({"value":0.1234567890123456789,"unit":"mg/dL"})") ==
        "0.1234567890123456789 mg/dL");
  CHECK(quantity(R"({"value":12E2,"code":"mg/dL",)" + ucum + R"(,"unit":"milligrams"})") ==
        "1200 mg/dL");
  CHECK(quantity(R"({"value":-0.5,"unit":"mmol/L"})") == "-0.5 mmol/L");
  CHECK(quantity(R"({"value":7})") == "7");
  CHECK(quantity(R"({"value":7,"unit":"no such unit"})") == "unreadable bad_unit 7 no such unit");
  CHECK(quantity(R"({"value":0.01,"comparator":"<","unit":"ng/mL"})") ==
        "unreadable uncertain_range <0.01 ng/mL");
  CHECK(quantity(R"({"value":"7","unit":"mg/dL"})") == "unreadable unreadable_value 7 mg/dL");
  CHECK(quantity(R"({"unit":"mg/dL"})") == "");
  CHECK(quantity(R"({"value":null,"unit":"mg/dL"})") == "");
  CHECK(quantity("null") == "");
  CHECK(quantity(R"({"value":123456789012345678901234567890123456789012,"unit":"g"})") ==
        "unreadable unreadable_value 123456789012345678901234567890123456789012 g");
}

TEST_CASE("Codes take every coding and are looked up once") {
  FhirKinds kinds = ReadFhirKinds();
  const plan::SystemId icd = SystemNamed(kinds.plan, "icd10cm");
  const plan::SystemId snomed = SystemNamed(kinds.plan, "snomed");
  const plan::SystemId rxnorm = SystemNamed(kinds.plan, "rxnorm");
  ReaderFixture f({{"Diabetes", {{icd, "E08", "E13", false}, {snomed, "73211009", "", false}}, {}},
                   {"Type2", {{icd, "E11", "", true}}, {}},
                   {"Metformin", {{rxnorm, "6809", "", false}}, {}}});
  REQUIRE_FALSE(f.Read(BundleOf({
      R"({"resourceType":"Condition","code":{"coding":[
        {"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E119"},
        {"system":"http://snomed.info/sct","code":"73211009"},
        {"system":"http://local","code":"DM"}],"text":"T2DM"},
        "category":[{"coding":[{"code":"a"}]},{"coding":[{"code":"b"}],"text":"B"}]})",
      R"({"resourceType":"Condition","code":{"text":"Diabetes"}})",
      R"({"resourceType":"Condition"})",
      R"({"resourceType":"MedicationStatement","medicationCodeableConcept":{"coding":[
        {"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"860975"}]}})",
      R"({"resourceType":"Encounter","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",
        "code":"IMP"}})"})));
  CHECK(f.Show("condition", 0, "code") ==
        "codes http://hl7.org/fhir/sid/icd-10-cm|E119,http://snomed.info/sct|73211009,"
        "http://local|DM,;T2DM{0,1,}");
  CHECK(f.Show("condition", 0, "category") == "codes |a,|b,;B{}");
  CHECK(f.Show("condition", 1, "code") == "codes ;Diabetes{}");
  CHECK(f.Show("condition", 2, "code") == "");
  CHECK(f.Show("home drug", 0, "code") ==
        "codes http://www.nlm.nih.gov/research/umls/rxnorm|860975,;{}?");
  CHECK(f.Show("encounter", 0, "class") ==
        "codes http://terminology.hl7.org/CodeSystem/v3-ActCode|IMP,;{}");
  const auto bucket = f.chart->Bucket(f.kinds.Collection("condition"), {1});
  REQUIRE(bucket.size() == 1);
  CHECK(bucket[0] == 0);
  CHECK(f.chart->Bucket(f.kinds.Collection("condition"), {2}).empty());
}

TEST_CASE("References lead to entries by address, by id and inside the resource") {
  ReaderFixture f;
  const auto drawn = [&](std::string_view reference, std::string_view more = "") {
    REQUIRE_FALSE(
        f.Read(R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation",
      "specimen":{"reference":")" +
               std::string(reference) + "\"}" + std::string(more) + R"(}},
      {"fullUrl":"urn:uuid:11","resource":{"resourceType":"Specimen","id":"s1",
        "collection":{"collectedDateTime":"2024-01-01T08:00:00Z"}}},
      {"resource":{"resourceType":"Specimen","id":"twice","collection":{"collectedDateTime":"2024"}},
       "fullUrl":"https://host/fhir/Specimen/other"},
      {"resource":{"resourceType":"Specimen","id":"twice","collection":{"collectedDateTime":"2025"}}},
      {"resource":{"resourceType":"Specimen","id":"bare"}}]})"));
    return f.Show("lab result", 0, "drawn");
  };
  const std::string time = "2024-01-01T08:00:00Z";
  CHECK(drawn("urn:uuid:11") == time);
  CHECK(drawn("Specimen/s1") == time);
  CHECK(drawn("https://elsewhere/fhir/Specimen/s1/_history/3") == time);
  CHECK(drawn("https://host/fhir/Specimen/other") == "2024T");
  CHECK(drawn("Device/s1") == "unreadable unresolved_reference Device/s1");
  CHECK(drawn("Specimen/none") == "unreadable unresolved_reference Specimen/none");
  CHECK(drawn("Specimen/twice") == "unreadable conflicting_sources Specimen/twice");
  CHECK(drawn("Specimen/none", R"(,"effectiveDateTime":"2023")") == "2023T");
  CHECK(drawn("Specimen/bare", R"(,"effectiveDateTime":"2023")") == "2023T");
  CHECK(drawn("Specimen/s1", R"(,"effectiveDateTime":"2023")") == time);
  CHECK(drawn("Specimen/bare") == "");
  CHECK(drawn("#in", R"(,"contained":[{"resourceType":"Specimen","id":"in",
    "collection":{"collectedDateTime":"2022-02-02"}}])") == "2022-02-02T");
  CHECK(drawn("#s1") == "unreadable unresolved_reference #s1");
  CHECK(f.Rows("lab result")[0].at.known() == false);
  CHECK(drawn("Specimen/s1") == time);
  CHECK(f.Rows("lab result")[0].at.known());
}

TEST_CASE("A drug behind a reference that leads nowhere is not no drug") {
  ReaderFixture f;
  REQUIRE_FALSE(f.Read(BundleOf(
      {R"({"resourceType":"MedicationStatement","medicationReference":{"reference":"Medication/m1"}})",
       R"({"resourceType":"MedicationStatement","medicationReference":{"reference":"Medication/m2"}})",
       R"({"resourceType":"MedicationStatement","medicationReference":{"display":"insulin"}})",
       R"({"id":"m1","code":{"coding":[{"code":"x"}]},"resourceType":"Medication"})"})));
  CHECK(f.Show("home drug", 0, "code") == "codes |x,;{}");
  CHECK(f.Show("home drug", 1, "code") == "unreadable unresolved_reference Medication/m2");
  CHECK(f.Show("home drug", 2, "code") == "unreadable unresolved_reference insulin");
}

TEST_CASE("Elements give rows of their own and may look around them") {
  ReaderFixture f;
  REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"Observation","component":[
      {"code":{"text":"systolic"},"valueQuantity":{"value":120,"unit":"mmHg"}},
      {"code":{"text":"diastolic"},"valueQuantity":{"value":80,"unit":"mmHg"},"effectiveDateTime":"1999"}],
      "code":{"text":"pressure"},"effectivePeriod":{"start":"2024-05-05"},"status":"final"})"})));
  REQUIRE(f.Rows("lab result").size() == 3);
  CHECK(f.Show("lab result", 0, "code") == "codes ;pressure{}");
  CHECK(f.Show("lab result", 0, "result") == "");
  CHECK(f.Show("lab result", 1, "code") == "codes ;systolic{}");
  CHECK(f.Show("lab result", 2, "result") == "80 mm[Hg]");
  CHECK(f.Show("lab result", 2, "drawn") == "2024-05-05T");
  CHECK(f.Show("lab result", 2, "status") == "final");
  CHECK(f.Rows("lab result")[2].resource == f.Rows("lab result")[0].resource);
}

TEST_CASE("Notes: what is text is read, what is not is unreadable, never dropped") {
  ReaderFixture f;
  const auto body = [&](std::string_view attachment) {
    REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"DocumentReference","type":{"text":"H&P",
      "coding":[{"code":"34117-2","system":"http://loinc.org"}]},"content":[{"attachment":)" +
                                   std::string(attachment) + "}]}"})));
    return f.Show("note", 0, "body");
  };
  CHECK(body(R"({"contentType":"text/plain","data":"SGVsbG8="})") == "text Hello");
  CHECK(f.Show("note", 0, "title") == "H&P");
  CHECK(f.Show("note", 0, "type") == "codes http://loinc.org|34117-2,;H&P{}");
  CHECK(body(R"({"data":"SGVs\nbG8="})") == "text Hello");
  CHECK(body(R"({"contentType":"text/plain; charset=UTF-8","data":"c2Now7Zu"})") ==
        "text sch\xC3\xB6n");
  CHECK(body(R"({"contentType":"text/plain;charset=iso-8859-1","data":"c2No9m4="})") ==
        "text sch\xC3\xB6n");
  CHECK(body(R"({"data":"PDw\/Pz8+Pg=="})") ==
        "text <<?"
        "?"
        "?>>");
  CHECK(body(R"({"data":"SGVsbG8"})") == "text Hello");
  CHECK(body(R"({"data":""})") == "text ");
  CHECK(body(R"({"data":"SGVsbG8==="})") == "unreadable unreadable_value broken base64");
  CHECK(body(R"({"data":"SGV*bG8="})") == "unreadable unreadable_value broken base64");
  CHECK(body(R"({"data":"A"})") == "unreadable unreadable_value broken base64");
  CHECK(body(R"({"data":"/w=="})") == "unreadable unreadable_value broken UTF-8");
  CHECK(body(R"({"contentType":"application/pdf","data":"SGVsbG8="})") ==
        "unreadable unreadable_value application/pdf");
  CHECK(body(R"({"url":"Binary/1"})") == "unreadable unresolved_reference Binary/1");
  CHECK(body("{}") == "");
  REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"DocumentReference","content":[
    {"attachment":{"contentType":"application/pdf","data":"SGVsbG8="}},
    {"attachment":{"contentType":"text/plain","data":"SGVsbG8="}}]})"})));
  CHECK(f.Show("note", 0, "body") == "text Hello");
}

TEST_CASE(
    "Notes: several texts of one entry are one, and a text that cannot be read leaves a gap") {
  ReaderFixture f;
  const auto read = [&](const std::string& attachments) {
    REQUIRE_FALSE(f.Read(
        BundleOf({R"({"resourceType":"DocumentReference","content":[)" + attachments + "]}"})));
    const Cell& body = f.At("note", 0, "body");
    const bool whole = body.cause == values::UnsettledCause::kNone;
    return f.Show("note", 0, "body") + (whole ? "" : " with a gap");
  };
  const std::string hello = R"({"attachment":{"contentType":"text/plain","data":"SGVsbG8="}})";
  const std::string world = R"({"attachment":{"contentType":"text/plain","data":"V29ybGQ="}})";
  const std::string pdf = R"({"attachment":{"contentType":"application/pdf","data":"SGVsbG8="}})";
  const std::string html = R"({"attachment":{"contentType":"text/html","data":"SGVsbG8="}})";
  CHECK(read(hello + "," + world) == "text Hello\n\nWorld");
  CHECK(read(world + "," + pdf + "," + hello + "," + world) == "text World\n\nHello");
  // Another form of the same document.
  CHECK(read(hello + "," + pdf) == "text Hello");
  CHECK(read(html + "," + hello) == "text Hello");
  CHECK(read(hello + R"(,{"attachment":{"contentType":"application/pdf","url":"Binary/1"}})") ==
        "text Hello");
  CHECK(read(hello + R"(,{"attachment":{"contentType":"text/plain","url":"Binary/2"}})") ==
        "text Hello with a gap");
  CHECK(read(R"({"attachment":{"contentType":"text/plain","data":"A"}},)" + hello) ==
        "text Hello with a gap");
  CHECK(read(hello + R"(,{"attachment":{"contentType":"text/plain","data":"/w=="}},)" + world) ==
        "text Hello\n\nWorld with a gap");
}

TEST_CASE("The filter keeps, doubts and drops; rows close up") {
  ReaderFixture f;
  f.filter.judge = [](plan::ExprId, const Row& row) {
    const Cell& status = row.cells[2];
    if (status.kind == Cell::Kind::kEmpty) return RowFilter::Verdict::kDoubtful;
    return status.value.text() == "completed" ? RowFilter::Verdict::kKeep
                                              : RowFilter::Verdict::kDrop;
  };
  REQUIRE_FALSE(f.Read(BundleOf({R"({"resourceType":"Procedure","id":"a","status":"not-done"})",
                                 R"({"resourceType":"Procedure","id":"b","status":"completed"})",
                                 R"({"resourceType":"Procedure","id":"c"})"})));
  REQUIRE(f.Rows("procedure").size() == 2);
  CHECK(f.chart->resources()[f.Rows("procedure")[0].resource].id == "b");
  CHECK_FALSE(f.Rows("procedure")[0].doubtful);
  CHECK(f.Rows("procedure")[1].doubtful);
  CHECK(f.reader->counters().rows_dropped == 1);
}

TEST_CASE("What is no case is an error with its reason") {
  ReaderFixture f;
  const auto code = [&](std::string_view line) {
    const std::optional<CaseError> error = f.Read(line);
    REQUIRE(error);
    CHECK_FALSE(error->message.empty());
    CHECK(f.chart->resources().empty());
    return Name(error->code);
  };
  CHECK(code("") == "not_json");
  CHECK(code("hello") == "not_json");
  CHECK(code("[1]") == "not_a_bundle");
  CHECK(code("17") == "not_a_bundle");
  CHECK(code("{}") == "not_a_bundle");
  CHECK(code(R"({"resourceType":"Patient","id":"p"})") == "not_a_bundle");
  CHECK(code(R"({"entry":[{"resource":{"resourceType":"Patient"}}]})") == "not_a_bundle");
  CHECK(code(R"({"resourceType":"Bundle","entry":{"resource":{}}})") == "not_a_bundle");
  CHECK(code(R"({"resourceType":"Bundle","entry":null})") == "not_a_bundle");
  CHECK(code(R"({"resourceType":"Bundle","entry":[{},5]})") == "not_a_bundle");
  CHECK(code(R"({"resourceType":"Bundle","entry":[{"resource":null}]})") == "not_a_bundle");
  CHECK(code("{\"resourceType\":\"Bundle\",\"id\":\"\xFF\"}") == "invalid_utf8");
  CHECK(code(R"({"resourceType":"Bundle","entry":[)") == "truncated");
  CHECK(code(R"({"resourceType":"Bundle","id":"c)") == "truncated");
  CHECK(code(R"({"resourceType":"Bundle","id":"\x"})") == "not_json");
  CHECK(code(R"({"resourceType":"Bundle","id":"\ud800"})") == "not_json");
  CHECK(code(R"({"resourceType":"Bundle"}{"resourceType":"Bundle"})") == "not_json");
  CHECK(code(BundleOf({R"({"resourceType":"Patient","id":"a"})",
                       R"({"resourceType":"Patient","id":"b"})"})) == "two_patients");
  // A case that was in error leaves nothing behind.
  REQUIRE_FALSE(f.Read(BundleOf({})));
  CHECK(f.Rows("patient").empty());
}

TEST_CASE("An error says at which byte the line stops being a Bundle") {
  ReaderFixture f;
  const auto offset = [&](std::string_view line) { return f.Read(line).value().offset; };
  CHECK(offset("hello") == 0);
  CHECK(offset(R"({"resourceType":"Bundle","entry":[)") == 34);
  CHECK(offset(R"({"resourceType":"Bundle","id":"c)") == 32);
  CHECK(offset(R"({"resourceType" "Bundle"})") == 1);
  CHECK(offset(R"({"resourceType":"Bundle" "id":"c"})") == 25);
  CHECK(offset(R"({"resourceType":"Bundle","entry":[{} {}]})") == 37);
  CHECK(offset(R"({"resourceType":"Bundle"}{"resourceType":"Bundle"})") == 25);
}

TEST_CASE("A line cut anywhere is an error, and no byte of it crashes the reader") {
  ReaderFixture f;
  const std::string line = BundleOf(
      {R"({"resourceType":"Patient","id":"p1","birthDate":"1956-08-14","name":[{"family":"T\u00e9st"}]})",
       R"({"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},
           "specimen":{"reference":"#s"},"contained":[{"resourceType":"Specimen","id":"s"}],
           "component":[{"valueQuantity":{"value":1.5e0,"unit":"mg/dL"}}],"valueQuantity":{"value":1}})",
       R"({"resourceType":"DocumentReference","content":[{"attachment":{"data":"SGVsbG8="}}]})"});
  REQUIRE_FALSE(f.Read(line));
  for (size_t cut = 0; cut < line.size(); ++cut) {
    CHECK(f.Read(std::string_view(line).substr(0, cut)).has_value());
  }
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string changed = line;
    for (int i = 0; i < 3; ++i) {
      changed[random() % changed.size()] = "{}[]\",:0-\\u1e.n"[random() % 15];
    }
    static_cast<void>(f.Read(changed));
  }
}

TEST_CASE("Limits of rows and of depth hold") {
  ReaderFixture f({}, {.max_rows = 10, .max_depth = 5});
  std::string elements;
  for (int i = 0; i < 100; ++i) elements += i == 0 ? "{}" : ",{}";
  const auto many =
      f.Read(BundleOf({R"({"resourceType":"Observation","component":[)" + elements + "]}"}));
  REQUIRE(many);
  CHECK(Name(many->code) == "too_many_rows");
  const auto deep = f.Read(BundleOf({R"({"resourceType":"Patient","name":)" +
                                     std::string(900, '[') + std::string(900, ']') + "}"}));
  REQUIRE(deep);
  CHECK(Name(deep->code) == "too_deep");
}

TEST_CASE("Codes of known systems that no set holds are counted by chart") {
  ReaderFixture f;
  UnlistedCodes unlisted;
  f.reader->CountUnlisted(&unlisted);
  const auto condition = [](std::string_view snomed) {
    return fmt::format(R"({{"resourceType":"Condition","code":{{"coding":[
      {{"system":"http://snomed.info/sct","code":"{}"}},{{"system":"http://local","code":"2"}}]}}}})",
                       snomed);
  };
  for (int64_t chart = 0; chart < UnlistedCodes::kMinCharts; ++chart) {
    f.chart->Reset();
    // Twice in a chart is once; what few charts hold may point to a patient.
    const std::string rare = condition(std::to_string(4471100 + chart));
    REQUIRE_FALSE(f.Read(
        BundleOf({condition("1"), chart > 0 ? condition("3") : rare, rare, condition("1")})));
  }
  const auto common = unlisted.MostCommon(10);
  REQUIRE(common.size() == 1);
  CHECK(common[0].code == "1");
  CHECK(common[0].charts == UnlistedCodes::kMinCharts);
  CHECK(f.kinds.plan.systems[common[0].system].name == "snomed");
  CHECK(unlisted.Rare() == UnlistedCodes::kMinCharts + 1);
}

TEST_CASE("Unlisted codes beyond the bound, and such as are none, are never named") {
  UnlistedCodes codes;
  for (int64_t chart = 1; chart <= UnlistedCodes::kMinCharts; ++chart) {
    for (size_t i = 0; i < UnlistedCodes::kMaxCodes + 10; ++i) {
      codes.CounterOf(static_cast<int32_t>(i % 3), "code-" + std::to_string(i))->MetIn(chart);
    }
    codes.CounterOf(0, std::string(UnlistedCodes::kMaxCodeBytes + 1, '1'))->MetIn(chart);
    codes.CounterOf(0, "Miller")->MetIn(chart);
  }
  CHECK(codes.MostCommon(10'000).size() == UnlistedCodes::kMaxCodes);
  CHECK(codes.Rare() == 0);
  UnlistedCodes sum;
  sum.CounterOf(0, "code-0")->MetIn(1);
  CHECK(sum.Rare() == 1);
  CHECK(sum.MostCommon(1).empty());
  sum.AddAll(codes);
  sum.AddAll(UnlistedCodes());
  REQUIRE(sum.MostCommon(2).size() == 2);
  CHECK(sum.MostCommon(1)[0].code == "code-0");
  CHECK(sum.MostCommon(1)[0].charts == UnlistedCodes::kMinCharts + 1);
}

}  // namespace
}  // namespace suture::chart
