using Zhiyan.Inference.Catalog;

namespace Zhiyan.Server.Engines;

/// <summary>The models that could be served. <see cref="CatalogModels"/> finds them on disk; tests script others.</summary>
internal interface IModelStore
{
    /// <summary>Every installed model, the default one first.</summary>
    IReadOnlyList<InstalledModel> List();

    /// <summary>The model of requests that name none. Throws a <see cref="Inference.Formats.ModelFormatException"/> where it is not there.</summary>
    InstalledModel Default();

    /// <summary>What a complete model that writes can do. Throws a <see cref="Inference.Formats.ModelFormatException"/>.</summary>
    ModelTraits TraitsOf(InstalledModel model);

    /// <summary>Bytes that a model will take, cache and all, as far as can be told before it is loaded.</summary>
    long MemoryOf(InstalledModel model);

    /// <summary>Takes as long as the model is large. Throws a <see cref="Inference.Formats.ModelFormatException"/>.</summary>
    /// <param name="progress">Told of the fraction that is ready.</param>
    IServedModel Load(InstalledModel model, IProgress<double> progress);
}
