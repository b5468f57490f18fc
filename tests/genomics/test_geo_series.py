from sonogenomics.genomics.geo_series import sample_fields


def test_characteristics_stand_under_their_own_key() -> None:
    fields = sample_fields(
        {"title": ["T1"], "characteristics_ch1": ["tumor subtype: Her2", "ratio: 1:2"]}
    )
    assert fields == {"title": "T1", "tumor subtype": "Her2", "ratio": "1:2"}


def test_a_characteristic_never_hides_a_field_of_geo() -> None:
    fields = sample_fields({"characteristics_ch1": ["title: other"], "title": ["T1"]})
    assert fields == {"characteristics_ch1": "title: other", "title": "T1"}


def test_a_characteristic_given_twice_is_joined() -> None:
    fields = sample_fields({"characteristics_ch1": ["therapy: A", "therapy: B"]})
    assert fields == {"therapy": "A; B"}


def test_the_second_channel_is_kept_apart() -> None:
    fields = sample_fields(
        {"characteristics_ch1": ["Strain: 129Sv"], "characteristics_ch2": ["Strain: C57BL/6"]}
    )
    assert fields == {"Strain": "129Sv", "Strain (channel 2)": "C57BL/6"}
