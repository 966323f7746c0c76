using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Problems;

/// <summary>A list of objects in which none is <c>null</c>, which the serializer lets through.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoNullsAttribute() : ValidationAttribute("A lista tem um elemento nulo.")
{
    public override bool IsValid(object? value) => value is not IEnumerable list || list.Cast<object?>().All(one => one is not null);
}
